import { keepSetting, readSetting, type Work } from '../../store';
import type { ImapAccount } from './connection';

/** Up to where a folder was read. */
export interface Position {
  /** What the numbers hold for: UIDVALIDITY. */
  validity: string;
  /** The number of the last mail that was read. */
  uid: number;
  /** When that was: ms UTC. */
  at: number;
  /** Up to this number, mails are read one by one: of several at once, one could not be read. */
  singlyTo: number;
  /** How often in a row the next mail could not be read. */
  failures: number;
}

/** The same folder, whichever port leads to it. */
const nameOf = ({ user, host, folder }: ImapAccount): string =>
  `mailbox_read ${user}@${host.trim().toLowerCase()} ${folder}`;

/** Undefined where it was never read. */
export async function readPosition(work: Work, account: ImapAccount): Promise<Position | undefined> {
  const kept = await readSetting(work, nameOf(account));
  const [, validity, ...numbers] = /^(\d+) (\d+) (\d+) (\d+) (\d+)$/.exec(kept ?? '') ?? [];
  if (validity === undefined) return undefined;
  const [uid = 0, at = 0, singlyTo = 0, failures = 0] = numbers.map(Number);
  return { validity, uid, at, singlyTo, failures };
}

export const keepPosition = (work: Work, account: ImapAccount, position: Position): Promise<void> => {
  const { validity, uid, at, singlyTo, failures } = position;
  return keepSetting(work, nameOf(account), [validity, uid, at, singlyTo, failures].join(' '));
};
