import { text } from '../../steps/text';
import type { Report } from '../callback';
import type { Listener, ListenerContext } from '../listener';
import { hearMail } from './callback';
import { type ImapAccount, imapAccount } from './connection';
import type { Rhythm } from './imap';
import { type Mailbox, openMailbox } from './mailbox';
import { keepPosition, type Position, readPosition } from './position';

/** Mails that are taken in at once. */
const PAGE = 50;
/** How old mails are that a folder is read from when it is read for the first time, or numbered anew: milliseconds. */
const OLDEST = 7 * 86_400_000;

/** What comes back to the sender’s address, read from its mailbox, whose mails stay as they are. */
export const emailListener: Listener = {
  title: text('Read a Mailbox (IMAP)', '读取邮箱（IMAP）'),
  help: text(
    'Read bounces, complaints and replies from the mailbox of the sender’s address. Its mails are never changed.',
    '从发件地址的邮箱读取退信、投诉和回复。邮箱中的邮件不会被改动。',
  ),
  connection: imapAccount,
  listen: (context) => listenToMailbox(context),
};

/** Listens as `Listener` has it. `rhythm`: how the line is looked after, if not as usual. */
export async function listenToMailbox(context: ListenerContext, rhythm?: Rhythm): Promise<void> {
  const { connect, signal, hears } = context;
  const account = await connect(imapAccount);
  const mailbox = await openMailbox(account, rhythm);
  try {
    const reader = new Reader(context, account, mailbox);
    await reader.readOn();
    hears();
    for (;;) {
      await mailbox.news(signal);
      if (signal.aborted) return;
      await reader.readOn();
    }
  } finally {
    await mailbox.close();
  }
}

/** Reads a folder on from where it was read. What is taken in and up to where that was are kept together or not at all. */
class Reader {
  readonly #context: ListenerContext;
  readonly #account: ImapAccount;
  readonly #mailbox: Mailbox;

  constructor(context: ListenerContext, account: ImapAccount, mailbox: Mailbox) {
    this.#context = context;
    this.#account = account;
    this.#mailbox = mailbox;
  }

  /** Until there is nothing more, or the signal aborts. */
  async readOn(): Promise<void> {
    const { store, clock } = this.#context;
    const { validity, next } = this.#mailbox;
    const kept = await store.write((work) => readPosition(work, this.#account));
    if (kept?.validity === validity) return this.#readAll(await this.#mailbox.after(kept.uid));
    // Never read, or numbered anew: then what was taken in before is known by its key.
    const recent = await this.#mailbox.since((kept?.at ?? clock.now()) - OLDEST);
    return recent.length === 0 ? this.#take([], next - 1) : this.#readAll(recent);
  }

  async #readAll(uids: readonly number[]): Promise<void> {
    for (let at = 0; at < uids.length && !this.#context.signal.aborted; at += PAGE) {
      const page = uids.slice(at, at + PAGE);
      const reports: Report[] = [];
      for (const mail of await this.#mailbox.read(page)) reports.push(...(await told(mail)));
      await this.#take(reports, page.at(-1) ?? 0);
    }
  }

  #take(reports: readonly Report[], uid: number): Promise<void> {
    const { clock, take } = this.#context;
    const position: Position = { validity: this.#mailbox.validity, uid, at: clock.now() };
    return take(reports, (work) => keepPosition(work, this.#account, position));
  }
}

/** A mailbox holds all sorts of mails: one that cannot be read is passed over like one that tells nothing. */
async function told(mail: Buffer): Promise<readonly Report[]> {
  const heard = await hearMail(mail);
  return 'refused' in heard ? [] : heard.reports;
}
