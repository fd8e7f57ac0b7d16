import { keepSetting, readSetting, type Work } from '../../store';
import type { ImapAccount } from './connection';

/** Up to where a folder was read. */
export interface Position {
  /** What the number holds for: UIDVALIDITY. */
  validity: string;
  /** The number of the last mail that was read. */
  uid: number;
  /** When that was: ms UTC. */
  at: number;
}

/** The same folder, whichever port leads to it. */
const nameOf = ({ user, host, folder }: ImapAccount): string =>
  `mailbox_read ${user}@${host.trim().toLowerCase()} ${folder}`;

/** Undefined where it was never read. */
export async function readPosition(work: Work, account: ImapAccount): Promise<Position | undefined> {
  const kept = await readSetting(work, nameOf(account));
  const [, validity, uid, at] = /^(\d+) (\d+) (\d+)$/.exec(kept ?? '') ?? [];
  return validity === undefined ? undefined : { validity, uid: Number(uid), at: Number(at) };
}

export const keepPosition = (
  work: Work,
  account: ImapAccount,
  { validity, uid, at }: Position,
): Promise<void> => keepSetting(work, nameOf(account), `${validity} ${uid} ${at}`);
