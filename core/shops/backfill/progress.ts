import { StepError } from '../../errors';
import type { Store, Work } from '../../store';
import type { HistoryKind } from '../account';

/** A kind of history of one shop, by one way in. */
export interface Subject {
  /** The shop, as the store names it. */
  source: string;
  /** The way in. */
  api: string;
  kind: HistoryKind;
}

/** How far a kind of history is loaded. */
export interface Progress {
  /** Where to go on; null at the beginning. */
  cursor: string | null;
  /** Answers of the shop that are taken in. */
  pages: number;
  done: number;
  /** Null where the shop does not tell. */
  total: number | null;
  /** History is what happened before; wall, ms UTC. */
  begunAt: number;
  /** Wall, ms UTC; null until the last page is taken in. */
  finishedAt: number | null;
}

const beginning = { cursor: null, pages: 0, done: 0, total: null, finished_at: null };

/** How far a kind is; it begins now where nobody has begun. `again`: one that is finished begins anew. */
export async function loadProgress(
  store: Store,
  subject: Subject,
  { now, again }: { now: number; again: boolean },
): Promise<Progress> {
  return store.write(async (work) => {
    await work
      .insertInto('shop_history')
      .values({ ...subject, ...beginning, begun_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    if (again) {
      await of(work.updateTable('shop_history'), subject)
        .where('finished_at', 'is not', null)
        .set({ ...beginning, begun_at: now })
        .execute();
    }
    const row = await of(work.selectFrom('shop_history').selectAll(), subject).executeTakeFirstOrThrow();
    const { begun_at: begunAt, finished_at: finishedAt, cursor, pages, done, total } = row;
    return { cursor, pages, done, total, begunAt, finishedAt };
  });
}

/** Notes how far a kind is, with the transaction that took it there. Throws `StepError` when another process went on. */
export async function saveProgress(
  work: Work,
  subject: Subject,
  { pages }: Progress,
  after: Progress,
): Promise<void> {
  const { numUpdatedRows } = await of(work.updateTable('shop_history'), subject)
    .where('pages', '=', pages)
    .set({
      cursor: after.cursor,
      pages: after.pages,
      done: after.done,
      total: after.total,
      finished_at: after.finishedAt,
    })
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return;
  throw new StepError('Another process is loading the history of the same shop.', {
    advice: 'Let it finish, or stop it and start again: it goes on where it stopped.',
  });
}

function of<Q extends { where(column: keyof Subject, op: '=', value: string): Q }>(
  query: Q,
  { source, api, kind }: Subject,
): Q {
  return query.where('source', '=', source).where('api', '=', api).where('kind', '=', kind);
}
