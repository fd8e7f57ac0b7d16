import { DateTime } from 'luxon';
import { insertRows, type Store, type Work } from '../../store';
import type { Plan } from '../plan';

/** Days are the shop's. */
const dayOf = (now: number, zone: string) => DateTime.fromMillis(now, { zone }).toFormat('yyyy-MM-dd');

/** Counts what messages cost from now on, within the caller's transaction. `now`: wall, ms UTC. */
export const charge = (work: Work, store: Store, plans: readonly Plan[], now: number): Promise<void> =>
  add(work, store, plans, now, 1);

/** Counts it no more: they were certainly not sent. */
export const giveBack = (work: Work, store: Store, plans: readonly Plan[], now: number): Promise<void> =>
  add(work, store, plans, now, -1);

async function add(work: Work, store: Store, plans: readonly Plan[], now: number, sign: number) {
  const sums = new Map<string, { channel: string; currency: string; day: string; micros: number }>();
  for (const { cost, channel, values } of plans) {
    if (!cost) continue;
    const day = dayOf(now, values.timeZone);
    const key = JSON.stringify([channel.name, cost.currency, day]);
    const micros = (sums.get(key)?.micros ?? 0) + sign * cost.micros;
    sums.set(key, { channel: channel.name, currency: cost.currency, day, micros });
  }
  if (sums.size === 0) return;
  const columns = { channel: 'text', currency: 'text', day: 'text', micros: 'integer' } as const;
  // In one order everywhere: two transactions that hold each other's rows would wait forever.
  const rows = [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await insertRows(work, store, 'channel_spend', columns, rows)
    .onConflict((conflict) =>
      conflict
        .columns(['channel', 'currency', 'day'])
        .doUpdateSet((eb) => ({ micros: eb('channel_spend.micros', '+', eb.ref('excluded.micros')) })),
    )
    .execute();
}

/** What a channel has cost from a day on (YYYY-MM-DD), in millionths. */
export async function spentSince(
  work: Work,
  { channel, currency, since }: { channel: string; currency: string; since: string },
): Promise<number> {
  const rows = await work
    .selectFrom('channel_spend')
    .where('channel', '=', channel)
    .where('currency', '=', currency)
    .where('day', '>=', since)
    .select('micros')
    .execute();
  return rows.reduce((sum, { micros }) => sum + micros, 0);
}

/** The first day of the period that is under way, and when the next one begins (ms UTC). */
export function periodOf(per: 'day' | 'month', zone: string, now: number): { since: string; next: number } {
  const start = DateTime.fromMillis(now, { zone }).startOf(per);
  return { since: start.toFormat('yyyy-MM-dd'), next: start.plus({ [per]: 1 }).toMillis() };
}
