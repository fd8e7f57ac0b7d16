import type { Connection, Parameters, ShowWhen, StepContext, Values } from '../steps/define';
import type { Text } from '../steps/text';
import type { Callbacks } from './callback';
import type { Channel } from './channel';
import type { Listener } from './listener';

/**
 * What a message of a channel is made of: a `mail` has a sender, a subject and a text that may be HTML; a `note` a title
 * and a text; an `sms` a sender and a text; a `text` a text alone.
 */
export type Form = 'mail' | 'note' | 'sms' | 'text';

/** What every channel may read of a sending step's values. */
export interface WritingValues {
  /** Of mails: one address, with a name before it if there is one. */
  from: string;
  subject: string;
  body: string;
  html: boolean;
  /** Of SMS: a number, a short code, a name, or what else the provider sends from. */
  smsFrom: string;
  smsMostSegments: number;
}

/** A connection of a channel; `showWhen`: beside the choice of the channel. */
export interface ChannelConnection {
  connection: Connection;
  showWhen?: ShowWhen;
}

/** A way for messages to travel, as a step offers it. */
export interface ChannelKind<N extends string = string, Ps extends Parameters = Parameters> {
  /** Kebab-case; the value of a step's choice, and the channel of messages in the store. */
  name: N;
  label: Text;
  form: Form;
  /** What people consent to; left out: `email` or `sms`, as the address is one, else the channel's name. */
  medium?: string;
  /** Whether its provider allows nothing but transactional messages. */
  transactionalOnly?: true;
  /** What it asks for beside the message; each names the channel in its `showWhen`. */
  parameters: Ps;
  connections: readonly ChannelConnection[];
  /** Messages a second that the provider is known to take from one account. */
  perSecond?: number;
  /** What tells accounts apart beside the connections: whose server it is. */
  receiver?(values: Readonly<Record<string, unknown>>): string;
  /** How its provider tells what became of messages; left out where it tells nothing. */
  callbacks?: Callbacks;
  /** How it is listened to where its provider calls no address. */
  listener?: Listener;
  /** Opens it for one batch; whoever opens it closes it. */
  open(context: StepContext): Channel<WritingValues & Values<Ps>>;
}

/** Declares a channel; the types of the values that it reads follow from `parameters`. */
export function defineChannel<const N extends string, const Ps extends Parameters>(
  kind: ChannelKind<N, Ps>,
): ChannelKind<N, Ps> {
  return kind;
}
