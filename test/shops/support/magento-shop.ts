import type { JsonObject } from '../../../core/steps';
import { type Answered, type Asked, StandIn } from './stand-in';

const ROOT = '/rest/all/V1/';
const TOKEN = 'token-hidden';
const FILTER = /^searchCriteria\[filter_groups\]\[(\d+)\]\[filters\]\[(\d+)\]\[field\]$/;

type Tables = 'customers' | 'products' | 'orders' | 'creditmemos' | 'categories' | 'coupons' | 'salesRules';
const paths: Record<string, Tables> = {
  'customers/search': 'customers',
  products: 'products',
  orders: 'orders',
  creditmemos: 'creditmemos',
  'categories/list': 'categories',
  'coupons/search': 'coupons',
  'salesRules/search': 'salesRules',
};

const refusal = (status: number, message: string): Answered => ({ status, json: { message } });

/**
 * A Magento written from its documentation: search criteria, whose groups all hold and of whose filters any; rules
 * and their codes, which are unique and take over the last day of their rule.
 */
export class MagentoShop {
  readonly tables: Record<Tables, JsonObject[]> = {
    customers: [],
    products: [],
    orders: [],
    creditmemos: [],
    categories: [],
    coupons: [],
    salesRules: [],
  };
  websites = [{ website_id: 1, base_currency_code: 'EUR', timezone: 'Europe/Berlin' }];
  /** The shop's clock, ms UTC. */
  now = Date.parse('2026-03-02T09:00:00Z');
  /** Awaited before a rule is written. */
  beforeRule: () => Promise<unknown> = () => Promise.resolve();
  #lastId = 100;

  private constructor(readonly server: StandIn) {}

  static async open(): Promise<MagentoShop> {
    const server = await StandIn.open((asked) => shop.#answer(asked));
    const shop: MagentoShop = new MagentoShop(server);
    return shop;
  }

  get values() {
    return { host: this.server.address, accessToken: TOKEN };
  }

  async #answer(asked: Asked): Promise<Answered> {
    if (asked.headers.authorization !== `Bearer ${TOKEN}`)
      return refusal(401, 'The consumer isn’t authorized.');
    const answered = await this.#done(asked);
    return { ...answered, headers: { date: new Date(this.now).toUTCString() } };
  }

  async #done({ method, path, query, json }: Asked): Promise<Answered> {
    const place = path.replace(ROOT, '');
    if (place === 'store/storeConfigs') return { status: 200, json: this.websites };
    if (place === 'customerGroups/search') return { status: 200, json: { items: [{ id: 0 }, { id: 1 }] } };
    const [kind = '', number] = place.split('/');
    if (method === 'GET' && paths[place])
      return { status: 200, json: found(this.tables[paths[place]], query) };
    if (method === 'POST' && place === 'salesRules')
      return this.#addRule((json as { rule: JsonObject }).rule);
    if (method === 'POST' && place === 'coupons')
      return this.#addCoupon((json as { coupon: JsonObject }).coupon);
    if (kind !== 'coupons' && kind !== 'salesRules') return refusal(404, 'Request does not match any route.');
    const key = kind === 'coupons' ? 'coupon_id' : 'rule_id';
    const table = this.tables[kind];
    const row = table.find((one) => String(one[key]) === number);
    if (!row) return refusal(404, 'No such entity.');
    if (method === 'DELETE') {
      table.splice(table.indexOf(row), 1);
      if (kind === 'salesRules')
        this.tables.coupons.splice(
          0,
          Infinity,
          ...this.tables.coupons.filter((one) => one['rule_id'] !== row['rule_id']),
        );
      return { status: 200, json: true };
    }
    if (method === 'PUT') Object.assign(row, Object.values(json as object)[0]);
    return { status: 200, json: row };
  }

  async #addRule(told: JsonObject): Promise<Answered> {
    await this.beforeRule();
    const rule = { ...told, rule_id: (this.#lastId += 1) };
    this.tables.salesRules.push(rule);
    return { status: 200, json: rule };
  }

  #addCoupon(told: JsonObject): Answered {
    const rule = this.tables.salesRules.find((one) => one['rule_id'] === told['rule_id']);
    if (!rule) return refusal(400, 'Error occurred when saving coupon: No such entity');
    if (String(told['code']).includes(' ')) return refusal(400, 'That code is not allowed.');
    const isTaken = this.tables.coupons.some(
      (one) => String(one['code']).toLowerCase() === String(told['code']).toLowerCase(),
    );
    if (isTaken) return refusal(400, 'Coupon with the same code already exists.');
    const coupon = { ...told, coupon_id: (this.#lastId += 1), times_used: 0 };
    this.tables.coupons.push(coupon);
    return { status: 200, json: coupon };
  }
}

const idOf = (row: JsonObject) => row['entity_id'] ?? row['id'];

function found(table: readonly JsonObject[], query: URLSearchParams): JsonObject {
  const value = (row: JsonObject, field: string) => (field === 'entity_id' ? idOf(row) : row[field]);
  const groups = Map.groupBy(
    [...query.entries()].flatMap(([name, field]) => {
      const [, group, filter] = FILTER.exec(name) ?? [];
      if (group === undefined) return [];
      const at = `searchCriteria[filter_groups][${group}][filters][${filter}]`;
      return [
        { group, field, type: query.get(`${at}[condition_type]`), wanted: query.get(`${at}[value]`) ?? '' },
      ];
    }),
    ({ group }) => group,
  );
  const compared = (a: unknown, b: unknown): number =>
    typeof a === 'number' ? a - Number(b) : String(a).localeCompare(String(b));
  const rows = table.filter((row) =>
    [...groups.values()].every((filters) =>
      filters.some(({ field, type, wanted }) => {
        const given = value(row, field);
        if (type === 'in') return wanted.toLowerCase().split(',').includes(String(given).toLowerCase());
        if (type === 'gt') return compared(given, wanted) > 0;
        return type === 'gteq' ? compared(given, wanted) >= 0 : String(given) === wanted;
      }),
    ),
  );
  const fields = [0, 1].flatMap((i) => query.get(`searchCriteria[sortOrders][${i}][field]`) ?? []);
  const sorted = rows.toSorted((a, b) =>
    fields.reduce((so, field) => (so === 0 ? compared(value(a, field), value(b, field)) : so), 0),
  );
  const size = Number(query.get('searchCriteria[pageSize]'));
  return { items: sorted.slice(0, size), total_count: rows.length };
}
