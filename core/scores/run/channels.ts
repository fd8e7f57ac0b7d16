import { type RawBuilder, sql } from 'kysely';
import { keptOrder } from '../../ingest/rollups';
import type { Store } from '../../store';
import { DAY } from '../days';
import { type ChannelCounts, usualChannelRule } from '../preferences/channels';
import { ANSWERS, MESSAGE_DAYS } from '../read/history';
import type { IdRange } from '../base/ranges';
import type { Pages } from './pages';
import { reached } from './sums';

const CONTACTS_A_PAGE = 20_000;
/** What many people do on the whole shows in some of them. */
const ENOUGH_CONTACTS = 1_000_000;

interface ChannelRow extends ChannelCounts {
  channel: string;
}

const within = (column: RawBuilder<number>) =>
  sql`${column} >= m.at and ${column} < m.at + ${sql.lit(usualChannelRule.withinDays * DAY)}`;

const channelsIn = ({ after, to }: IdRange, since: number): RawBuilder<ChannelRow> => sql`
  select m.channel, count(*) as sent,
    count(case when exists (
      select 1 from event as a where a.contact_id = m.contact_id and a.name in (${sql.join(ANSWERS)})
        and a.channel = m.channel and ${within(sql`a.at`)}
    ) then 1 end) as answered,
    count(case when exists (
      select 1 from shop_order as o where o.contact_id = m.contact_id and ${keptOrder('o')} and ${within(sql`o.paid_at`)}
    ) then 1 end) as bought
  from message as m
  where m.contact_id > ${after} and m.contact_id <= ${to} and m.state = 'sent' and m.at >= ${since}
    and m.contact_id not in (select contact_id from rollup where rehearsing = 1)
  group by m.channel`;

/**
 * How everybody who does not rehearse responded on each channel in the last year; of more than a million contacts, how
 * a million did. `now`: wall, ms UTC.
 */
export async function channelFacts(
  store: Store,
  pages: Pages,
  now: number,
): Promise<Record<string, ChannelCounts>> {
  const channels = new Map<string, ChannelCounts>();
  for (const range of pages(CONTACTS_A_PAGE, ENOUGH_CONTACTS)) {
    const { rows } = await channelsIn(range, now - MESSAGE_DAYS * DAY).execute(store.bulk);
    for (const { channel, sent, answered, bought } of rows) {
      const sums = reached(channels, channel, () => ({ sent: 0, answered: 0, bought: 0 }));
      sums.sent += sent;
      sums.answered += answered;
      sums.bought += bought;
    }
  }
  return Object.fromEntries(channels);
}
