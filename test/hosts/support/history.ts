import type { ShopEvent } from '../../../core/ingest';
import type { HistoryKind, HistoryPage, ShopHistory } from '../../../core/shops/account';

/** All that a shop's history tells of a kind. */
export async function wholeHistory(history: ShopHistory, kind: HistoryKind): Promise<ShopEvent[]> {
  const events: ShopEvent[] = [];
  let cursor: string | null = null;
  do {
    const page: HistoryPage = await history.page(kind, cursor, 'shop');
    events.push(...page.events);
    cursor = page.next;
  } while (cursor !== null);
  return events;
}
