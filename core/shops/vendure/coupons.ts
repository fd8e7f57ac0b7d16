import {
  type BatchAnswer,
  type CouponBatch,
  type CouponTerms,
  type FoundCoupon,
  type ShopCoupon,
  type ShopCoupons,
  ShopError,
} from '../account';
import { instantOf } from '../instant';
import { fields, flag, id, listOf, maybe, places, quantity, text, type TypeOf } from '../shape';
import { type Complaint, errorResult, mutation, query, type VendureAdmin } from './admin';
import { CouponGroups, groupOf } from './group';
import { checkSelling, MARK, promotionOf, refusalOf, type Selling } from './promotion';

/** Each takes several calls. */
const LARGEST_BATCH = 50;

const part = fields({ code: text, args: listOf(fields({ name: text, value: text })) });
const promotion = fields({
  id,
  couponCode: maybe(text),
  description: text,
  enabled: flag,
  endsAt: maybe(text),
  conditions: listOf(part),
  actions: listOf(part),
});
type Promotion = TypeOf<typeof promotion>;

const PROMOTION = `
  id couponCode description enabled endsAt
  conditions { code args { name value } } actions { code args { name value } }`;

const sales = fields({
  activeChannel: fields({
    defaultLanguageCode: text,
    availableCurrencyCodes: listOf(text),
    pricesIncludeTax: flag,
  }),
  globalSettings: fields({ serverConfig: fields({ moneyStrategyPrecision: places }) }),
  promotionConditions: listOf(fields({ code: text })),
});
const selling = query(
  `{ activeChannel { defaultLanguageCode availableCurrencyCodes pricesIncludeTax }
     globalSettings { serverConfig { moneyStrategyPrecision } }
     promotionConditions { code } }`,
  sales,
);

const facetValue = query(
  `query ($id: String!) { facetValues(options: { filter: { id: { eq: $id } } }) { totalItems } }`,
  fields({ facetValues: fields({ totalItems: quantity }) }),
);

/** Vendure compares codes without regard to case, but only "contains" looks for them like that. */
const byCode = query(
  `query ($code: String!) {
    promotions(options: { filter: { couponCode: { contains: $code } }, sort: { id: ASC } }) { items {${PROMOTION}} }
  }`,
  fields({ promotions: fields({ items: listOf(promotion) }) }),
);

const byId = query(
  `query ($id: ID!) { promotion(id: $id) {${PROMOTION}} }`,
  fields({ promotion: maybe(promotion) }),
);

const create = mutation(
  `mutation ($input: CreatePromotionInput!) {
    createPromotion(input: $input) { ... on Promotion { id } ... on ErrorResult { errorCode message } }
  }`,
  fields({ createPromotion: fields({ id: maybe(id), ...errorResult }) }),
);

const update = mutation(
  `mutation ($input: UpdatePromotionInput!) {
    updatePromotion(input: $input) { ... on Promotion { id } ... on ErrorResult { errorCode message } }
  }`,
  fields({ updatePromotion: fields(errorResult) }),
  { repeatable: true },
);

const remove = mutation(
  `mutation ($id: ID!) { deletePromotion(id: $id) { result } }`,
  fields({ deletePromotion: fields({ result: text }) }),
);

/** Promotions of a Vendure as coupons. The category of a coupon is the id of a facet value. */
export class VendureCoupons implements ShopCoupons {
  readonly serial = true;
  readonly largestBatch = LARGEST_BATCH;
  readonly refusalOf = refusalOf;
  readonly #admin: VendureAdmin;
  readonly #groups: CouponGroups;
  #selling: Promise<Selling> | undefined;

  constructor(admin: VendureAdmin) {
    this.#admin = admin;
    this.#groups = new CouponGroups(admin);
  }

  async create(coupon: ShopCoupon): Promise<{ id: string }> {
    const { code, customer } = coupon;
    const reason = refusalOf(coupon);
    if (reason !== undefined) throw new ShopError('refused', reason);
    const kept = await this.#sole(code);
    if (kept) return { id: String(kept.id) };

    const terms = await this.#check(coupon);
    const group = customer && (await this.#groups.ensure(code, customer));
    const { createPromotion: made } = await this.#admin.ask(create, {
      input: promotionOf(coupon, { code, group, selling: terms }),
    });
    if (made.id == null) throw refused(made);
    const { id: sole } = (await this.#sole(code)) ?? { id: made.id };
    return { id: String(sole) };
  }

  async find(code: string): Promise<FoundCoupon | undefined> {
    const [found] = await this.#named(code);
    if (!found) return undefined;
    const { id: promotionId, endsAt, enabled } = found;
    return {
      id: String(promotionId),
      used: await this.#groups.uses(found),
      expiresAt: endsAt == null ? null : instantOf(endsAt, 'promotion.endsAt'),
      active: enabled,
    };
  }

  async extend(promotionId: string, expiresAt: number): Promise<void> {
    const found = await this.#identified(promotionId);
    if (!found) {
      throw new ShopError('refused', 'Vendure has this coupon no more.', { advice: 'Issue a new one.' });
    }
    await this.#update(found, { endsAt: new Date(expiresAt).toISOString() });
  }

  async revoke(promotionId: string): Promise<void> {
    const found = await this.#identified(promotionId);
    if (!found) return;
    // Switched off rather than deleted: whoever makes it again by mistake finds it there, and useless.
    await this.#update(found, { enabled: false });
    await this.#groups.remove(groupOf(found));
  }

  async createBatch({ terms, codes, reference }: CouponBatch): Promise<BatchAnswer> {
    const created: string[] = [];
    const refusedCodes: { code: string; reason: string }[] = [];
    for (const code of codes) {
      try {
        await this.create({ ...terms, code, customer: null });
        created.push(code);
      } catch (error) {
        if (!(error instanceof ForeignCode)) throw error;
        refusedCodes.push({ code, reason: error.message });
      }
    }
    return { reference, created, refused: refusedCodes };
  }

  /** How the shop sells, once it is certain that the terms are possible there. */
  async #check(terms: CouponTerms): Promise<Selling> {
    this.#selling ??= this.#admin.ask(selling).then(sellingOf);
    const sells = await this.#selling;
    checkSelling(terms, sells);
    const { category } = terms;
    if (category === null) return sells;
    const { facetValues } = await this.#admin.ask(facetValue, { id: category });
    if (facetValues.totalItems > 0) return sells;
    throw new ShopError('refused', `Vendure has no facet value with the id “${category}”.`, {
      advice: 'The category of a coupon for Vendure is the id of a facet value: Catalog > Facets shows them.',
    });
  }

  /** The one promotion of ours with this code; of several, which would all count, only the first is left. */
  async #sole(code: string): Promise<Promotion | undefined> {
    const all = await this.#named(code);
    if (all.some(({ description }) => description !== MARK)) throw new ForeignCode(code);
    const [first, ...surplus] = all;
    for (const one of surplus) {
      await this.#admin.askUnlessGone(remove, { id: one.id });
      if (first && groupOf(one) !== groupOf(first)) await this.#groups.remove(groupOf(one));
    }
    return first;
  }

  /** The promotions with a code, the oldest first. */
  async #named(code: string): Promise<Promotion[]> {
    const { promotions } = await this.#admin.ask(byCode, { code });
    return promotions.items.filter(({ couponCode }) => couponCode?.toLowerCase() === code.toLowerCase());
  }

  async #identified(promotionId: string): Promise<Promotion | undefined> {
    const { promotion: found } = await this.#admin.ask(byId, { id: promotionId });
    return found ?? undefined;
  }

  /** An update that leaves conditions and actions out would change the sequence in which promotions count. */
  async #update({ id: of, conditions, actions }: Promotion, changes: object): Promise<void> {
    const input = { id: of, conditions: conditions.map(partOf), actions: actions.map(partOf), ...changes };
    const { updatePromotion } = await this.#admin.ask(update, { input });
    if (updatePromotion.errorCode != null) throw refused(updatePromotion);
  }
}

/** Somebody else has a promotion with this code. */
class ForeignCode extends ShopError {
  constructor(code: string) {
    super('refused', `Vendure has a promotion with the code “${code}” that was not made here.`, {
      advice: 'Use another code, or delete that promotion.',
    });
    this.name = 'ForeignCode';
  }
}

const refused = ({ errorCode, message }: Complaint): ShopError =>
  new ShopError('refused', `Vendure refused the coupon: ${message ?? errorCode ?? 'it did not say why'}.`);

const partOf = ({ code, args }: TypeOf<typeof part>) => ({ code, arguments: args });

function sellingOf({ activeChannel, globalSettings, promotionConditions }: TypeOf<typeof sales>): Selling {
  return {
    language: activeChannel.defaultLanguageCode,
    currencies: activeChannel.availableCurrencyCodes,
    withTax: activeChannel.pricesIncludeTax,
    precision: globalSettings.serverConfig.moneyStrategyPrecision,
    conditions: promotionConditions.map(({ code }) => code),
  };
}
