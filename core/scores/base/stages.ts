import { sql } from 'kysely';
import { contactClock } from '../../clock';
import { type Stage, stageOf, stageNumber, stages, stageSql } from '../../segments/stages';
import type { Store } from '../../store';
import { type IdRange, visitRanges } from './ranges';

/** How many contacts are in each stage; those in none are not counted. */
export type StageCounts = Record<Stage, number>;

const REHEARSERS_AT_ONCE = 1_000;

/**
 * How many of all contacts are in each lifecycle stage at a wall instant (`now`, ms UTC); those who rehearse by their
 * own time. Two threads read, beside whoever writes. Throws `StoreError`.
 */
export async function countStages(store: Store, now: number, lapsedAfterDays: number): Promise<StageCounts> {
  const counts: StageCounts = { registered: 0, cart: 0, order_unpaid: 0, one_order: 0, repeat: 0, lapsed: 0 };
  await visitRanges(store, async (range) => {
    const found = timesOfDigits(await stagesIn(store, now, lapsedAfterDays, range));
    for (const { value } of stages) counts[value] += found[stageNumber(value)] ?? 0;
  });
  for await (const stage of rehearsedStages(store, now, lapsedAfterDays)) counts[stage] += 1;
  return counts;
}

/** A digit for each contact in a stage: for GROUP BY SQLite would sort them, and six counts take half as long again. */
async function stagesIn(
  { bulk }: Store,
  now: number,
  lapsedAfterDays: number,
  { after, to }: IdRange,
): Promise<string> {
  const stage = stageSql(sql`${now}`, lapsedAfterDays);
  const { digits } = await bulk
    .selectFrom('rollup')
    .where('rehearsing', '=', 0)
    .where('contact_id', '>', after)
    .where('contact_id', '<=', to)
    .select(sql<string | null>`string_agg(cast(${stage} as text), '')`.as('digits'))
    .executeTakeFirstOrThrow();
  return digits ?? '';
}

const ZERO = '0'.charCodeAt(0);

function timesOfDigits(digits: string): Uint32Array {
  const times = new Uint32Array(10);
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(i) - ZERO;
    times[digit] = (times[digit] ?? 0) + 1;
  }
  return times;
}

async function* rehearsedStages(store: Store, now: number, lapsedAfterDays: number): AsyncGenerator<Stage> {
  for (let after = 0; ;) {
    const rows = await store.bulk
      .selectFrom('rollup')
      .innerJoin('contact', 'contact.id', 'rollup.contact_id')
      .where('rehearsing', '=', 1)
      .where('contact_id', '>', after)
      .select(['contact_id', 'registered_at', 'cart_items', 'orders_open', 'orders_paid', 'last_paid_at'])
      .select(['rehearsal_since as rehearsalSince', 'rehearsal_speed as rehearsalSpeed'])
      .orderBy('contact_id')
      .limit(REHEARSERS_AT_ONCE)
      .execute();
    for (const row of rows) {
      const stage = stageOf(row, contactClock({ now: () => now }, row).now(), lapsedAfterDays);
      if (stage) yield stage;
    }
    const last = rows.at(-1);
    if (!last || rows.length < REHEARSERS_AT_ONCE) return;
    after = last.contact_id;
  }
}
