import type { ImapFlow } from 'imapflow' with { 'resolution-mode': 'import' };
import type { ImapAccount } from './connection';
import { notOpened, type Rhythm, signIn } from './imap';

/** Bytes of a mail that are read: what is told stands before whatever comes back of what went out. */
const LONGEST_MAIL = 256 * 1024;
/** Milliseconds for a polite goodbye. */
const GOODBYE = 5_000;

/** A folder of mails that is looked into and never changed. */
export interface Mailbox {
  /** What the numbers of its mails hold for: with another, they are of other mails. UIDVALIDITY. */
  readonly validity: string;
  /** The number that the next mail was to get when it was opened. */
  readonly next: number;
  /** The numbers of mails that came in since the day of an instant (ms UTC), in order. */
  since(at: number): Promise<number[]>;
  /** The numbers of mails behind a number, in order. */
  after(uid: number): Promise<number[]>;
  /** The beginnings of mails, without those that are gone meanwhile. Some servers hang up over a mail that they cannot read. */
  read(uids: readonly number[]): Promise<Buffer[]>;
  /** Resolves once there may be mails that came after numbers were last asked for, or the signal aborts. Rejects when the line breaks. */
  news(signal: AbortSignal): Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** Opens the account's folder to be read alone. Throws `StepError` with what is wrong. */
export async function openMailbox(account: ImapAccount, rhythm?: Rhythm): Promise<Mailbox> {
  const { folder } = account;
  const client = await signIn(account, rhythm);
  try {
    const { uidValidity, uidNext } = await client.mailboxOpen(folder, { readOnly: true });
    return new OpenMailbox(client, String(uidValidity), uidNext);
  } catch (error) {
    await leave(client);
    throw notOpened(error, folder);
  }
}

/** Says goodbye; whoever does not answer is left behind. */
async function leave(client: ImapFlow): Promise<void> {
  const impatience = setTimeout(() => client.close(), GOODBYE);
  try {
    await client.logout();
  } catch {
    // The line is gone already.
  } finally {
    clearTimeout(impatience);
    client.close();
  }
}

class OpenMailbox implements Mailbox {
  readonly validity: string;
  readonly next: number;
  readonly #client: ImapFlow;
  /** Whether something has come in since numbers were last asked for. */
  #stirred = false;
  #broken: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(client: ImapFlow, validity: string, next: number) {
    this.#client = client;
    this.validity = validity;
    this.next = next;
    client.on('exists', () => {
      this.#stirred = true;
      this.#wake();
    });
    client.on('error', (error) => this.#lose(error));
    client.on('close', () => this.#lose(new Error('the line to the mail server broke')));
  }

  since(at: number): Promise<number[]> {
    return this.#search({ since: new Date(at) });
  }

  async after(uid: number): Promise<number[]> {
    // Of a range without end, the last mail is always part.
    return (await this.#search({ uid: `${uid + 1}:*` })).filter((one) => one > uid);
  }

  async #search(query: { since: Date } | { uid: string }): Promise<number[]> {
    this.#stirred = false;
    const found = await this.#client.search(query, { uid: true });
    if (!found) throw new Error('the mail server would not search the folder');
    return found.toSorted((a, b) => a - b);
  }

  async read(uids: readonly number[]): Promise<Buffer[]> {
    const query = { source: { start: 0, maxLength: LONGEST_MAIL } };
    const mails = await this.#client.fetchAll(uids.join(','), query, { uid: true });
    return mails.flatMap(({ source }) => source ?? []);
  }

  async news(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const wake = () => resolve(undefined);
    this.#wake = wake;
    signal.addEventListener('abort', wake);
    if (this.#stirred || this.#broken || signal.aborted) wake();
    await promise;
    signal.removeEventListener('abort', wake);
    if (this.#broken && !signal.aborted) throw this.#broken;
  }

  #lose(why: Error): void {
    this.#broken ??= why;
    this.#wake();
  }

  close(): Promise<void> {
    return leave(this.#client);
  }
}
