import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { wallClock } from '../../../core/clock';
import { type ReportedPassage, reportJourney } from '../../../core/report';
import { JOURNEY, type Ground } from './stage';

/** What the journey has done to each person. */
export const report = ({ store }: Pick<Ground, 'store'>): Promise<ReportedPassage[]> =>
  reportJourney(store, wallClock, JOURNEY);

/** How many rows each table has that an event can change. */
export async function sizes({ store: { db } }: Pick<Ground, 'store'>): Promise<Record<string, number>> {
  const tables = [
    'contact',
    'identity',
    'contact_merge',
    'event',
    'shop_order',
    'enrolment',
    'wait',
    'coupon',
    'message',
    'outbox',
  ] as const;
  const counted = tables.map(async (table) => {
    const { rows } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    return [table, rows] as const;
  });
  return Object.fromEntries(await Promise.all(counted));
}

/** The files that a host has written below a folder, installed packages left out, of which `word` is a part. */
export async function filesWith(folder: string, word: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesWith(path, word);
    return entry.isFile() && (await readFile(path)).includes(word) ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}

/** Asks every so many milliseconds until there is an answer. */
export async function eventually<T>(ask: () => Promise<T | undefined>, every = 100): Promise<T> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Nothing came of: ${ask.toString()}`);
    await pause(every);
  }
}
