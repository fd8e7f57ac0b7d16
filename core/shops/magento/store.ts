import { fields, id, listOf, text } from '../shape';
import { accepted, type MagentoApi, magentoReader } from './api';
import { searchQuery } from './search';

const readConfigs = magentoReader(
  listOf(fields({ website_id: id, base_currency_code: text, timezone: text })),
);
const readGroups = magentoReader(fields({ items: listOf(fields({ id })) }));

const MOST_GROUPS = 1_000;

/** What a Magento says of itself. */
export interface MagentoStore {
  websites: readonly { id: number; currency: string }[];
  /** Of all customers, and of guests. */
  customerGroups: readonly number[];
  /** By which the days of its rules begin. */
  timeZone: string;
}

/** Reads the websites, the zone and the groups of customers. Throws `ShopError`. */
export async function readStore(api: MagentoApi): Promise<MagentoStore> {
  const configs = readConfigs(accepted(await api.get('store/storeConfigs')));
  const groups = readGroups(
    accepted(await api.get('customerGroups/search', searchQuery({ pageSize: MOST_GROUPS }))),
  );
  const websites = new Map(
    configs.map(({ website_id: website, base_currency_code: currency }) => [Number(website), currency]),
  );
  return {
    // 0 is the administration.
    websites: [...websites]
      .filter(([website]) => website > 0)
      .map(([website, currency]) => ({ id: website, currency })),
    customerGroups: groups.items.map((group) => Number(group.id)),
    timeZone: configs[0]?.timezone ?? 'UTC',
  };
}
