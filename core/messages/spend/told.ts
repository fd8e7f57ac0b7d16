import { writtenMicros } from '../../channels';
import { text, type Text } from '../../steps/text';
import type { Store } from '../../store';
import { periodOf } from './ledger';

/** What the messages of a channel have cost, for the person at the canvas. `now`: wall, ms UTC. */
export async function toldSpend(
  store: Store,
  { channel, timeZone }: { channel: string; timeZone: string },
  now: number,
): Promise<Text> {
  const { since } = periodOf('month', timeZone, now);
  const today = periodOf('day', timeZone, now).since;
  const rows = await store.db
    .selectFrom('channel_spend')
    .where('channel', '=', channel)
    .where('day', '>=', since)
    .select(['currency', 'day', 'micros'])
    .orderBy('currency')
    .execute();
  if (rows.length === 0) return text('Nothing was spent this month.', '本月没有支出。');
  const sums = [...Map.groupBy(rows, ({ currency }) => currency)].map(([currency, some]) => {
    const sum = (from: string) =>
      some.filter(({ day }) => day >= from).reduce((all, { micros }) => all + micros, 0);
    return {
      today: writtenMicros({ micros: sum(today), currency }),
      month: writtenMicros({ micros: sum(since), currency }),
    };
  });
  const list = (of: 'today' | 'month') => sums.map((sum) => sum[of]).join(', ');
  return text(
    `${list('today')} today, ${list('month')} this month.`,
    `今日 ${list('today')}，本月 ${list('month')}。`,
  );
}
