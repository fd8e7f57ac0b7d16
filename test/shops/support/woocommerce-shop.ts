import type { JsonObject } from '../../../core/steps';
import { type Answered, type Asked, StandIn } from './stand-in';

const KEY = { consumerKey: 'ck_test', consumerSecret: 'cs_hidden' };
const AUTHORIZATION = `Basic ${Buffer.from(`${KEY.consumerKey}:${KEY.consumerSecret}`).toString('base64')}`;
const ROOT = '/wp-json/wc/v3/';
const LARGEST_PAGE = 100;

const fault = (status: number, code: string, message = code): Answered => ({
  status,
  json: { code, message, data: { status } },
});

interface Stored extends JsonObject {
  id: number;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * A WooCommerce written from its documentation: coupons, webhooks, and lists by page and offset. Beside that, from its
 * source: codes in lower case, an amount that is no number is nothing, expiry only by `date_expires` (with an offset,
 * or else in the zone of the shop), and a code is taken twice when two requests look before either writes.
 */
export class WooCommerceShop {
  readonly coupons: Stored[] = [];
  readonly webhooks: Stored[] = [];
  readonly lists: Record<string, Stored[]> = {
    customers: [],
    products: [],
    orders: [],
    'products/categories': [],
  };
  currency = 'EUR';
  /** Awaited between looking for a code and writing it. */
  beforeWriting: () => Promise<unknown> = () => Promise.resolve();
  /** Called after each answered page of a list. */
  afterPage: (path: string) => void = () => undefined;
  #lastId = 10;

  private constructor(readonly server: StandIn) {}

  static async open(): Promise<WooCommerceShop> {
    const server = await StandIn.open((asked) => shop.#answer(asked));
    const shop: WooCommerceShop = new WooCommerceShop(server);
    return shop;
  }

  /** The values of the connection. */
  get values() {
    return { url: `${this.server.address}/`, ...KEY };
  }

  newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  async #answer(asked: Asked): Promise<Answered> {
    if (asked.headers.authorization !== AUTHORIZATION || asked.query.has('consumer_secret'))
      return fault(401, 'woocommerce_rest_cannot_view');
    const [kind = '', number] = asked.path.replace(ROOT, '').split(/\/(?=\d+$|batch$)/);
    if (kind === 'coupons' && number === 'batch') return this.#batch(asked.json as { create: JsonObject[] });
    if (asked.method === 'GET') return this.#read(kind, asked);
    const rows = kind === 'coupons' ? this.coupons : this.webhooks;
    if (number === undefined)
      return kind === 'coupons'
        ? this.#createCoupon(asked.json as JsonObject)
        : { status: 201, json: this.#createWebhook(asked.json as JsonObject) };
    const index = rows.findIndex(({ id }) => id === Number(number));
    const row = rows[index];
    if (!row) return fault(404, 'woocommerce_rest_shop_coupon_invalid_id', 'Invalid ID.');
    if (asked.method === 'DELETE') {
      if (asked.query.get('force') !== 'true') return fault(501, 'woocommerce_rest_trash_not_supported');
      rows.splice(index, 1);
      return { status: 200, json: row };
    }
    Object.assign(row, asked.json, kind === 'coupons' ? this.#expiry(asked.json as JsonObject) : {});
    return { status: 200, json: row };
  }

  #read(kind: string, { query }: Asked): Answered {
    if (kind === 'data/currencies/current') return { status: 200, json: { code: this.currency } };
    const all = kind === 'coupons' ? this.coupons : kind === 'webhooks' ? this.webhooks : this.lists[kind];
    if (!all) return fault(404, 'rest_no_route');
    const perPage = Number(query.get('per_page') ?? 10);
    if (perPage > LARGEST_PAGE) return fault(400, 'rest_invalid_param');
    const code = query.get('code');
    const search = query.get('search');
    const found = all
      .filter((row) => search === null || String(row['code']).includes(search))
      .sort((a, b) => (query.get('order') === 'asc' ? a.id - b.id : b.id - a.id));
    const ofCode =
      code === null ? found : found.filter((row) => row['code'] === code.toLowerCase()).slice(0, 1);
    const offset = Number(query.get('offset') ?? (Number(query.get('page') ?? 1) - 1) * perPage);
    const fields = query.get('_fields')?.split(',');
    const rows = ofCode.slice(offset, offset + perPage).map((row) => picked(row, fields));
    this.afterPage(kind);
    return { status: 200, json: rows, headers: { 'x-wp-total': String(ofCode.length) } };
  }

  async #createCoupon(told: JsonObject): Promise<Answered> {
    const code = String(told['code']).toLowerCase();
    if (this.coupons.some((one) => one['code'] === code))
      return fault(400, 'woocommerce_rest_coupon_code_already_exists', 'The coupon code already exists');
    if (code.includes('<')) return fault(400, 'woocommerce_rest_invalid_coupon', 'That code is not allowed');
    await this.beforeWriting();
    const coupon = {
      usage_count: 0,
      email_restrictions: [],
      meta_data: [],
      date_expires_gmt: null,
      ...told,
      id: this.newId(),
      code,
      status: 'publish',
      amount: isText(told['amount']) && /^\d+(\.\d+)?$/.test(told['amount']) ? told['amount'] : '0.00',
      ...this.#expiry(told),
    };
    this.coupons.push(coupon);
    return { status: 201, json: coupon };
  }

  #expiry({ date_expires: at }: JsonObject): JsonObject {
    if (!isText(at)) return {};
    if (!/(Z|[+-]\d\d:\d\d)$/.test(at)) throw new Error('the zone of the shop is not told to this stand-in');
    return { date_expires_gmt: new Date(at).toISOString().slice(0, 19) };
  }

  async #batch({ create }: { create: JsonObject[] }): Promise<Answered> {
    if (create.length > 100) return fault(413, 'woocommerce_rest_request_entity_too_large');
    const made: unknown[] = [];
    for (const told of create) {
      const { status, json } = await this.#createCoupon(told);
      made.push(status === 201 ? json : { id: 0, error: json });
    }
    return { status: 200, json: { create: made } };
  }

  #createWebhook(told: JsonObject): JsonObject {
    const { secret, ...shown } = told;
    const webhook = { ...shown, id: this.newId(), failures: 0 };
    this.webhooks.push({ ...webhook, secret });
    return webhook;
  }
}

const picked = (row: Stored, fields: string[] | undefined): JsonObject =>
  fields ? Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name))) : row;
