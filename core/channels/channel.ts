/** Which of a person's addresses a channel needs; `any` takes what there is. */
export type AddressKind =
  | 'email'
  | 'phone'
  | 'ntfyTopic'
  | 'pushToken'
  | 'telegramChatId'
  | 'webPushSubscription'
  | 'wechatOpenId'
  | 'wecomUserId'
  | 'whatsapp'
  | 'any';

/** An address that the step gives, whoever the message is about. */
export interface FixedAddress {
  address: string;
}

/** What a refusal tells of the address: nobody is there any more, or its owner wants nothing from us. */
export type AddressLoss = 'gone' | 'opted_out';

/** How values are made safe for where a template puts them. */
export type Escape = 'text' | 'html' | 'url';

/**
 * Renders the template of the named parameter for the person at hand. `extra`: roots beside the usual ones.
 * Throws `StepError` naming the parameter and the line.
 */
export type Render = (
  parameter: string,
  template: string,
  options?: { escape?: Escape; extra?: Readonly<Record<string, string>> },
) => string;

/** Whom a message is for. */
export interface Recipient {
  /** Normalised: as mail servers and gateways take it. */
  address: string;
  /** Stays the same however often the message is tried: letters and digits. */
  key: string;
  /** Where the person unsubscribes: a GET shows a page, a POST does it (RFC 8058). Left out where there is no page, or no need. */
  unsubscribeUrl?: string;
  /** Where the provider tells what became of the message. Left out where it is not listened to. */
  receiptUrl?: string;
  render: Render;
}

/** What became of a message at its provider. `detail` holds the provider's words, never a secret. */
export type Result =
  | { state: 'sent'; providerId: string | null }
  /** Certainly not sent, and trying again would not help. */
  | { state: 'failed'; reason: 'refused'; detail: string; address?: AddressLoss }
  /**
   * Certainly not sent; to be tried again, after so many milliseconds where the provider says so. `wholeAccount`: it
   * says so to all messages of the account.
   */
  | { state: 'failed'; reason: 'temporary'; detail: string; retryAfter?: number; wholeAccount?: true }
  /** It may have been sent. */
  | { state: 'unknown'; detail: string };

/** A message ready to go. */
export interface Letter {
  subject: string | null;
  body: string;
  /** The id under which its provider will know it, where we choose that: a receipt may come before the answer does. */
  providerId?: string;
  /** Hands the message to the provider. Absent where messages are only kept. */
  send?: () => Promise<Result>;
}

/** A way for messages to travel, open for one batch. `V`: the step's values that it reads. */
export interface Channel<V> {
  readonly name: string;
  /** Messages under way at once. */
  readonly concurrency: number;
  addressKind(values: V): AddressKind | FixedAddress;
  /** Whether the provider drops a message whose key it has seen. */
  dedupes(values: V): boolean;
  /** Writes the message. Throws `StepError` for what the values get wrong. */
  compose(values: V, recipient: Recipient): Letter;
  /** Gets ready to send with these values. Throws `StepError` when a connection is missing. */
  open(values: V): Promise<void>;
  close(): void;
}
