import type { Answer, Connection, StepContext, Visit } from '../steps/define';
import type { AddressLoss } from './channel';

/** What providers tell: the fate of a message, or what somebody did about it. */
export type Told =
  | 'delivered'
  | 'opened'
  | 'clicked'
  | 'bounced'
  | 'failed'
  | 'complained'
  | 'unsubscribed'
  | 'subscribed'
  | 'replied';

/** One thing that a provider tells, as all of them tell it. */
export interface Report {
  told: Told;
  /** The same however often it is told, and of nothing else that this provider tells. */
  key: string;
  /** ms UTC; left out where the provider names no time. */
  at?: number;
  /** The id under which the provider took the message, as `Result` has it. */
  providerId?: string;
  /**
   * Other ways in which the provider may have written that id. They count for a message alone that went to a number with
   * this end.
   */
  respelt?: { ids: readonly string[]; numberEnd: string };
  /** Whom it is about; normalised. Needed where no message is named. */
  address?: { kind: string; value: string };
  /** Of bounces and failures: what they tell of the address. Left out: it may work another time. */
  lost?: AddressLoss;
  /** Of opens and clicks that the provider takes for a machine’s. */
  byMachine?: true;
  /** Of opens and clicks: the program that did it, as it calls itself. */
  userAgent?: string;
  /** Of clicks: where to. */
  url?: string;
  /** Of replies: the person’s words. */
  text?: string;
  /** Of bounces and failures: the provider’s words, never a secret. */
  detail?: string;
}

/** What a request to the address of callbacks turned out to be. */
export type Heard =
  /** Not by the provider, in words for whoever sets it up. */
  | { refused: string }
  /**
   * `ignored`: how many things it told that mean nothing to us. `answer`: what the provider wants to hear; left out, a
   * plain 200.
   */
  | { reports: readonly Report[]; ignored: number; answer?: Answer };

/** What callbacks are checked with. */
export interface Listening extends Pick<StepContext, 'connect'> {
  /** The address that was called, with what stands behind it: some sign that. */
  url: string;
  /** Wall, ms UTC. */
  now: number;
}

/** How a provider tells what became of messages. */
export interface Callbacks {
  /** What proves that it is the provider. Left out where it signs nothing: then its address holds a key. */
  connection?: Connection;
  /** Verifies a request by the provider’s scheme, over its raw body, and reads it. Throws `StepError` where no connection is chosen. */
  hear(visit: Visit, listening: Listening): Promise<Heard>;
}
