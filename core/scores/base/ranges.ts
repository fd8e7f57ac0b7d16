import type { Store } from '../../store';

/** Contacts after one id, up to and with another. */
export interface IdRange {
  after: number;
  to: number;
}

/** Ids in a range: what is read of them is looked at in a few milliseconds. */
const RANGE = 100_000;
/** As many as `bulk` reads at a time. */
const AT_ONCE = 2;

/** Visits everybody who has a rollup as it begins, range by range, two at a time. Ends with the first visit that fails. */
export async function visitRanges(store: Store, visit: (range: IdRange) => Promise<void>): Promise<void> {
  const ranges = rangesTo(await lastContact(store));
  const visitInTurn = async () => {
    for (const range of ranges) await visit(range);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, visitInTurn));
}

function* rangesTo(last: number): Generator<IdRange> {
  for (let after = 0; after < last; after += RANGE) yield { after, to: Math.min(after + RANGE, last) };
}

/** The last contact that has a rollup; 0 where there is none. */
export async function lastContact({ bulk }: Store): Promise<number> {
  const { last } = await bulk
    .selectFrom('rollup')
    .select((eb) => eb.fn.max<number | null>('contact_id').as('last'))
    .executeTakeFirstOrThrow();
  return last ?? 0;
}
