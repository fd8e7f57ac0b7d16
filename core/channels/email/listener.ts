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
/** How often a mail is tried that cannot be read, though the mailbox can. */
const MOST_FAILURES = 3;

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
    if (kept?.validity === validity) return this.#readAll(await this.#mailbox.after(kept.uid), kept);
    // Never read, or numbered anew: then what was taken in before is known by its key.
    const recent = await this.#mailbox.since((kept?.at ?? clock.now()) - OLDEST);
    const start = { validity, uid: (recent[0] ?? next) - 1, singlyTo: 0, failures: 0 };
    return recent.length === 0 ? this.#take([], start) : this.#readAll(recent, start);
  }

  async #readAll(uids: readonly number[], from: Place): Promise<void> {
    let place = from;
    let rest = uids;
    while (rest.length > 0 && !this.#context.signal.aborted) {
      const page = rest.slice(0, place.uid < place.singlyTo ? 1 : PAGE);
      place = await this.#readPage(page, place);
      rest = rest.slice(page.length);
    }
  }

  async #readPage(page: readonly number[], from: Place): Promise<Place> {
    let mails: Buffer[];
    try {
      mails = await this.#mailbox.read(page);
    } catch (error) {
      await this.#take([], afterFailure(page, from));
      throw error;
    }
    const reports: Report[] = [];
    for (const mail of mails) reports.push(...(await told(mail)));
    const place = { ...from, uid: page.at(-1) ?? from.uid, failures: 0 };
    await this.#take(reports, place);
    return place;
  }

  #take(reports: readonly Report[], place: Place): Promise<void> {
    const { clock, take } = this.#context;
    const position = { ...place, at: clock.now() };
    return take(reports, (work) => keepPosition(work, this.#account, position));
  }
}

type Place = Omit<Position, 'at'>;

/**
 * Mails that could not be read together are read one by one from then on; one that cannot be read time and again is passed
 * over, for what comes behind it is to be heard.
 */
function afterFailure(page: readonly number[], { validity, uid, singlyTo, failures }: Place): Place {
  const last = page.at(-1) ?? uid;
  const passesOver = page.length === 1 && failures + 1 >= MOST_FAILURES;
  return {
    validity,
    uid: passesOver ? last : uid,
    singlyTo: Math.max(singlyTo, last),
    failures: passesOver ? 0 : failures + 1,
  };
}

/** A mailbox holds all sorts of mails: one that cannot be read is passed over like one that tells nothing. */
async function told(mail: Buffer): Promise<readonly Report[]> {
  const heard = await hearMail(mail);
  return 'refused' in heard ? [] : heard.reports;
}
