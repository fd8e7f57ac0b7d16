import type { Clock } from '../../clock';
import {
  type BatchAnswer,
  type CouponBatch,
  type CouponTerms,
  type FoundCoupon,
  type ShopAnswer,
  type ShopCoupon,
  type ShopCoupons,
  ShopError,
} from '../account';
import { instantOf } from '../instant';
import { fields, id, listOf, maybe, quantity, text, type TypeOf } from '../shape';
import { accepted, faultOf, type WooCommerceApi, wooReader, wooRefusal, wooUnderstood } from './api';
import {
  addressOf,
  couponBody,
  couponCode,
  expiryText,
  hasMoney,
  OURS,
  refusalOf,
  refusalOfTerms,
} from './coupon';

const coupon = fields({
  id,
  code: text,
  status: maybe(text),
  usage_count: quantity,
  date_expires_gmt: maybe(text),
  email_restrictions: listOf(text),
  meta_data: listOf(fields({ key: text })),
});
type Coupon = TypeOf<typeof coupon>;

const readCoupon = wooReader(coupon);
const readCoupons = wooReader(listOf(coupon));
const readBatch = wooReader(
  fields({
    create: listOf(fields({ error: maybe(fields({ code: text, message: maybe(text) })) })),
  }),
);

const LARGEST_BATCH = 100;
const TAKEN = 'woocommerce_rest_coupon_code_already_exists';
const SOMEBODY_ELSE = 'somebody else has a coupon of this code in WooCommerce';

/**
 * The coupons of a WooCommerce. Source: https://woocommerce.github.io/woocommerce-rest-api-docs/#coupons, and
 * WC_REST_Coupons_Controller of WooCommerce 9.4.
 */
export function wooCoupons(api: WooCommerceApi, clock: Clock): ShopCoupons {
  return new WooCoupons(api, clock);
}

class WooCoupons implements ShopCoupons {
  readonly serial = false;
  readonly largestBatch = LARGEST_BATCH;
  readonly #api: WooCommerceApi;
  readonly #clock: Clock;

  constructor(api: WooCommerceApi, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  refusalOf(wanted: ShopCoupon): string | undefined {
    return refusalOf(wanted, this.#clock.now());
  }

  async create(wanted: ShopCoupon): Promise<{ id: string }> {
    const { code, customer, ...terms } = wanted;
    refuse(this.refusalOf(wanted));
    await this.#checkCurrency(terms);
    const answer = await this.#api.post('coupons', couponBody(code, terms, customer));
    const created = faultOf(answer) === TAKEN ? undefined : readCoupon(accepted(answer));
    return { id: String((await this.#settle(wanted, created)).id) };
  }

  async find(code: string): Promise<FoundCoupon | undefined> {
    const found = await this.#withCode(code);
    if (!found) return undefined;
    const { id: number, date_expires_gmt: expires, usage_count: used } = found;
    const expiresAt = expires ? wooUnderstood(() => instantOf(expires, 'date_expires_gmt')) : null;
    return { id: String(number), used, expiresAt, active: true };
  }

  async extend(number: string, expiresAt: number, timeZone: string): Promise<void> {
    const changed = { date_expires: expiryText(expiresAt, timeZone) };
    accepted(await this.#api.put(`coupons/${number}`, changed));
  }

  revoke(number: string): Promise<void> {
    return this.#api.delete(`coupons/${number}`);
  }

  async createBatch({ terms, codes }: CouponBatch): Promise<BatchAnswer> {
    refuse(refusalOfTerms(terms, this.#clock.now()));
    await this.#checkCurrency(terms);
    const create = codes.map((code) => couponBody(code, terms, null));
    const { create: rows } = readBatch(accepted(await this.#api.post('coupons/batch', { create })));
    const created: string[] = [];
    const refused: { code: string; reason: string }[] = [];
    for (const [i, code] of codes.entries()) {
      const reason = await this.#reasonAgainst(code, rows[i]?.error);
      if (reason === undefined) created.push(code);
      else refused.push({ code, reason });
    }
    return { reference: null, created, refused };
  }

  /** Why a code of a batch is not in the shop; undefined for one that is: as of now, or of an earlier run. */
  async #reasonAgainst(
    code: string,
    error: { code: string; message?: string | null | undefined } | null | undefined,
  ): Promise<string | undefined> {
    if (!error) return undefined;
    if (error.code !== TAKEN) return error.message ?? error.code;
    const found = await this.#withCode(code);
    return found && isOurs(found) && found.email_restrictions.length === 0 ? undefined : SOMEBODY_ELSE;
  }

  /**
   * The one coupon of a code, once it has been made. WooCommerce takes one code twice when both come at once: the
   * first is kept, and who comes later takes away what they made.
   */
  async #settle(wanted: ShopCoupon, created: Coupon | undefined): Promise<Coupon> {
    const [kept = created, ...spare] = await this.#allWithCode(wanted.code);
    const found = kept ?? (await this.#withCode(wanted.code));
    for (const one of spare.filter(isOurs)) await this.revoke(String(one.id));
    if (found && isOurs(found) && isFor(found, wanted)) return found;
    throw wooRefusal(
      `The code ${wanted.code} cannot be used: ${SOMEBODY_ELSE}.`,
      'Choose another code, or delete that coupon in WooCommerce.',
    );
  }

  /** The coupon that WooCommerce takes the code for. */
  async #withCode(code: string): Promise<Coupon | undefined> {
    const answer = await this.#api.get('coupons', { code: couponCode(code) });
    return sameCode(answer, code)[0];
  }

  /** All coupons of the code, the first one first. */
  async #allWithCode(code: string): Promise<Coupon[]> {
    const query = { search: couponCode(code), per_page: 100, orderby: 'id', order: 'asc' };
    return sameCode(await this.#api.get('coupons', query), code);
  }

  /** Money in the terms is refused in another currency than the shop’s, or 500 yen would become 500 euros. */
  async #checkCurrency(terms: CouponTerms): Promise<void> {
    if (!hasMoney(terms)) return;
    const currency = await this.#api.currency();
    if (currency === terms.currency) return;
    throw wooRefusal(
      `WooCommerce cannot make a coupon in ${terms.currency}: this shop sells in ${currency}.`,
      'Give the amounts in the currency of the shop.',
    );
  }
}

function refuse(reason: string | undefined): void {
  if (reason !== undefined) throw new ShopError('refused', reason);
}

/** Those of the code that count: not the drafts. */
const sameCode = (answer: ShopAnswer, code: string): Coupon[] =>
  readCoupons(accepted(answer)).filter(
    ({ code: given, status }) =>
      couponCode(given) === couponCode(code) && (status ?? 'publish') === 'publish',
  );

const isOurs = ({ meta_data: marks }: Coupon): boolean => marks.some(({ key }) => key === OURS);

function isFor({ email_restrictions: addresses }: Coupon, { customer }: ShopCoupon): boolean {
  if (!customer) return addresses.length === 0;
  return addresses.length === 1 && addresses[0]?.toLowerCase() === addressOf(customer);
}
