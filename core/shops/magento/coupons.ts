import {
  type BatchAnswer,
  type CouponBatch,
  type CouponTerms,
  type FoundCoupon,
  type ShopCoupon,
  type ShopCoupons,
  ShopError,
} from '../account';
import { bit, fields, id, listOf, maybe, quantity, text, type TypeOf } from '../shape';
import { accepted, type MagentoApi, magentoReader, magentoRefusal } from './api';
import { expiryOf, lastDayOf, refusalOf, refusalOfTerms, ruleBody } from './rule';
import { searchQuery } from './search';
import { type MagentoStore, readStore } from './store';

const coupon = fields({ coupon_id: id, rule_id: id, code: text, times_used: maybe(quantity) });
type Coupon = TypeOf<typeof coupon>;
const rule = fields({ rule_id: id, description: maybe(text), to_date: maybe(text), is_active: maybe(bit) });

const readCoupon = magentoReader(coupon);
const readCoupons = magentoReader(fields({ items: maybe(listOf(coupon)) }));
const readRule = magentoReader(rule);
const readRules = magentoReader(fields({ items: maybe(listOf(rule)) }));

const LARGEST_BATCH = 50;
/** Magento takes codes one by one. */
const AT_ONCE = 5;
const GENERATED = 1;
const SOMEBODY_ELSE = 'somebody else has a coupon of this code in Magento';

/** The description of a rule that is ours, by its only code, or by the first of a batch. */
const markOf = (code: string): string => `shop-journeys ${code}`;
const batchMarkOf = (code: string): string => `shop-journeys batch ${code}`;

/**
 * The coupons of a Magento: a rule holds the terms, and the codes belong to it. Magento keeps codes unique.
 * Source: https://developer.adobe.com/commerce/webapi/rest/tutorials/coupon, and CouponRepository of Magento 2.4.
 */
export function magentoCoupons(api: MagentoApi): ShopCoupons {
  return new MagentoCoupons(api);
}

class MagentoCoupons implements ShopCoupons {
  readonly serial = false;
  readonly largestBatch = LARGEST_BATCH;
  readonly #api: MagentoApi;
  #store: MagentoStore | undefined;

  constructor(api: MagentoApi) {
    this.#api = api;
  }

  refusalOf(wanted: ShopCoupon): string | undefined {
    return refusalOf(wanted);
  }

  async create(wanted: ShopCoupon): Promise<{ id: string }> {
    const { code } = wanted;
    refuse(refusalOf(wanted));
    const known = await this.#withCode(code);
    if (known) return { id: await this.#idOfOurs(known) };
    const { id: ruleId, isNew } = await this.#ruleFor(markOf(code), wanted);
    const refusal = await this.#addCode(ruleId, code);
    const made = await this.#withCode(code);
    if (!made)
      throw magentoRefusal(`Magento refused: ${refusal ?? 'the code is not there'}.`, 'Mend what it names.');
    // Who made the same coupon at the same moment was quicker.
    if (isNew && String(made.rule_id) !== ruleId) await this.#api.delete(`salesRules/${ruleId}`);
    return { id: await this.#idOfOurs(made) };
  }

  async find(code: string): Promise<FoundCoupon | undefined> {
    const found = await this.#withCode(code);
    if (!found) return undefined;
    const { to_date: lastDay, is_active: isActive } = await this.#rule(found);
    const { timeZone } = await this.#shop();
    return {
      id: String(found.coupon_id),
      used: found.times_used ?? 0,
      expiresAt: expiryOf(lastDay, timeZone),
      active: Number(isActive ?? true) !== 0,
    };
  }

  async extend(number: string, expiresAt: number): Promise<void> {
    const { coupon_id, rule_id, code } = readCoupon(accepted(await this.#api.get(`coupons/${number}`)));
    const known = await this.#rule({ rule_id });
    if (known.description !== markOf(code)) {
      throw magentoRefusal(
        `Magento cannot extend the code ${code} alone: it shares its rule with others.`,
        'Extend the rule in Magento under Marketing > Cart Price Rules.',
      );
    }
    const { timeZone } = await this.#shop();
    const changed = { ...known, to_date: lastDayOf(expiresAt, timeZone) };
    accepted(await this.#api.put(`salesRules/${rule_id}`, { rule: changed }));
    // As it is saved, a code takes over the last day of its rule.
    accepted(
      await this.#api.put(`coupons/${coupon_id}`, { coupon: { coupon_id, rule_id, code, type: GENERATED } }),
    );
  }

  async revoke(number: string): Promise<void> {
    const answer = await this.#api.get(`coupons/${number}`);
    if (answer.status === 404) return;
    const found = readCoupon(accepted(answer));
    const { description } = await this.#rule(found);
    const isOnly = description === markOf(found.code);
    await this.#api.delete(isOnly ? `salesRules/${found.rule_id}` : `coupons/${number}`);
  }

  async createBatch({ terms, codes, reference }: CouponBatch): Promise<BatchAnswer> {
    refuse(refusalOfTerms(terms));
    const [first] = codes;
    if (first === undefined) return { reference, created: [], refused: [] };
    const ruleId = reference ?? (await this.#ruleFor(batchMarkOf(first), terms)).id;
    const known = new Map((await this.#withCodes(codes)).map((one) => [keyOf(one.code), one]));
    const created: string[] = [];
    const refused: { code: string; reason: string }[] = [];
    for (let from = 0; from < codes.length; from += AT_ONCE) {
      const group = codes.slice(from, from + AT_ONCE);
      const reasons = await Promise.all(
        group.map((code) => this.#reasonAgainst(code, ruleId, known.get(keyOf(code)))),
      );
      for (const [i, code] of group.entries()) {
        const reason = reasons[i];
        if (reason === undefined) created.push(code);
        else refused.push({ code, reason });
      }
    }
    return { reference: ruleId, created, refused };
  }

  /** Why a code is not in the rule; undefined for one that is: as of now, or of an earlier run. */
  async #reasonAgainst(code: string, ruleId: string, known: Coupon | undefined): Promise<string | undefined> {
    const refusal = known ? undefined : await this.#addCode(ruleId, code);
    if (!known && refusal === undefined) return undefined;
    const found = known ?? (await this.#withCode(code));
    if (!found) return refusal;
    return String(found.rule_id) === ruleId ? undefined : SOMEBODY_ELSE;
  }

  /** Why Magento does not add the code to the rule; undefined where it does. */
  async #addCode(ruleId: string, code: string): Promise<string | undefined> {
    const added = { rule_id: Number(ruleId), code, type: GENERATED };
    const answer = await this.#api.post('coupons', { coupon: added });
    if (answer.status === 400) return readMessage(answer).message;
    accepted(answer);
    return undefined;
  }

  /** The rule with this mark, made where there is none: a run before may have got no further. */
  async #ruleFor(mark: string, terms: CouponTerms): Promise<{ id: string; isNew: boolean }> {
    const query = searchQuery({
      where: [[['description', 'eq', mark]]],
      sortedBy: ['rule_id'],
      pageSize: 1,
    });
    const { items } = readRules(accepted(await this.#api.get('salesRules/search', query)));
    const [known] = items ?? [];
    if (known) return { id: String(known.rule_id), isNew: false };
    const body = { rule: ruleBody(mark, terms, await this.#shop()) };
    const made = readRule(accepted(await this.#api.post('salesRules', body)));
    return { id: String(made.rule_id), isNew: true };
  }

  async #rule({ rule_id }: Pick<Coupon, 'rule_id'>): Promise<TypeOf<typeof rule>> {
    return readRule(accepted(await this.#api.get(`salesRules/${rule_id}`)));
  }

  async #idOfOurs(found: Coupon): Promise<string> {
    const { description } = await this.#rule(found);
    if (description === markOf(found.code)) return String(found.coupon_id);
    throw magentoRefusal(
      `The code ${found.code} cannot be used: ${SOMEBODY_ELSE}.`,
      'Choose another code, or delete that coupon in Magento.',
    );
  }

  async #withCode(code: string): Promise<Coupon | undefined> {
    return (await this.#withCodes([code]))[0];
  }

  async #withCodes(codes: readonly string[]): Promise<Coupon[]> {
    const query = searchQuery({ where: [[['code', 'in', codes.join(',')]]], pageSize: codes.length });
    const { items } = readCoupons(accepted(await this.#api.get('coupons/search', query)));
    const wanted = new Set(codes.map(keyOf));
    return (items ?? []).filter(({ code }) => wanted.has(keyOf(code)));
  }

  async #shop(): Promise<MagentoStore> {
    return (this.#store ??= await readStore(this.#api));
  }
}

const readMessage = magentoReader(fields({ message: text }));

/** Magento’s database does not tell codes apart by their case. */
const keyOf = (code: string): string => code.toUpperCase();

function refuse(reason: string | undefined): void {
  if (reason !== undefined) throw new ShopError('refused', reason);
}
