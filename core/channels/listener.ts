import type { Connection, StepContext } from '../steps/define';
import type { Text } from '../steps/text';
import type { Work } from '../store';
import type { Report } from './callback';

/** What a listener works with. */
export interface ListenerContext extends Pick<StepContext, 'store' | 'clock' | 'connect'> {
  /** Aborted when nobody listens any more. */
  signal: AbortSignal;
  /** To be called once the provider is heard: what went wrong before is over. */
  hears(): void;
  /**
   * Takes in what was told, in one transaction with what `along` writes. Rejects with `StoreError` where nothing was
   * taken in: then the provider is to tell it again.
   */
  take(reports: readonly Report[], along?: (work: Work) => Promise<void>): Promise<void>;
}

/** How a provider is heard that calls no address: by a line that is kept open, or by looking into a mailbox. */
export interface Listener {
  /** What it is switched on by, like “Read a Mailbox (IMAP)”. */
  title: Text;
  help: Text;
  /** What it signs in with. */
  connection: Connection;
  /** Listens until the signal aborts. Rejects when the line breaks; then it may be begun again. */
  listen(context: ListenerContext): Promise<void>;
}
