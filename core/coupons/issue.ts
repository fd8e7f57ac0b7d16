import { StepError } from '../errors';
import type { ShopApi } from '../shops/account';
import type { JsonObject, Outcome, StepContext, StepItem } from '../steps/define';
import type { Claimant, IssueValues } from './claimant';
import type { Settled } from './commit';
import { deskFor, openDesks, type ShopDesks, shopIn } from './desks';
import type { Refusal } from './refusal';
import { reserve } from './reserve';
import type { Coupon, CouponRow } from './rows';
import { makeInShop } from './shop';
import { toldCoupon } from './told';

/**
 * Coupon Issue: one coupon for each passage and purpose. Whoever has it already gets the same again. Coupons of a shop
 * are reserved, made there outside of any transaction, and then issued, or released where the shop refuses.
 */
export async function issueCoupons(
  items: readonly StepItem<IssueValues>[],
  context: StepContext,
  apis: readonly ShopApi[],
): Promise<Outcome[]> {
  const shops = items.filter(({ values }) => values.source === 'shop').map(({ values }) => values.shop);
  const desks = await openDesks(shops, apis, context);
  const { outcomes, claimants, coupons, refusals } = await reserve(items, context, desks);
  const kept = [...coupons.values()].filter(isKept);
  const settled = await makeReserved(kept, context, desks);
  return [
    ...outcomes,
    ...claimants.map((claimant): Outcome => {
      const key = claimant.key;
      const row = coupons.get(key);
      const result = row && isKept(row) ? (settled.get(row.id) ?? row) : row;
      if (result instanceof StepError) return { item: claimant.item, error: result };
      return outcomeOf(claimant, result, refusals.get(key));
    }),
  ];
}

const isKept = (coupon: Coupon): coupon is CouponRow => 'id' in coupon;

/** Makes the reserved coupons among them, shop by shop. */
async function makeReserved(
  rows: readonly CouponRow[],
  context: StepContext,
  desks: ShopDesks,
): Promise<Settled> {
  const settled: Settled = new Map();
  const reserved = Map.groupBy(
    rows.filter(({ state }) => state === 'reserved'),
    ({ source }) => shopIn(source) ?? '',
  );
  for (const [shop, some] of reserved) {
    const ids = some.map(({ id }) => id);
    for (const [id, result] of await makeThere(context, desks, shop, ids)) settled.set(id, result);
  }
  return settled;
}

async function makeThere(
  context: StepContext,
  desks: ShopDesks,
  shop: string,
  ids: readonly number[],
): Promise<Settled> {
  try {
    return await makeInShop(context, deskFor(desks, shop), ids);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return new Map(ids.map((id) => [id, error]));
  }
}

function outcomeOf(
  { item, json, values, passage }: Claimant,
  row: Coupon | undefined,
  refusal: Refusal | undefined,
): Outcome {
  if (row?.state === 'issued' || row?.state === 'redeemed') {
    return {
      item,
      output: 'issued',
      json: { ...json, coupon: toldCoupon(row, passage.contact.profile) },
    };
  }
  const { limit, ...why } = refusal ?? refusalIn(row);
  const coupon: JsonObject = { code: null, purpose: values.purpose, ...why, ...limit };
  return { item, output: 'not_issued', json: { ...json, coupon } };
}

function refusalIn(row: Coupon | undefined): Refusal {
  const said = row && isKept(row) ? row.reason : null;
  if (row?.state === 'revoked')
    return { reason: 'revoked', detail: said ?? 'The coupon for this purpose was revoked.' };
  return { reason: 'shop_refused', detail: said ?? 'The shop refused the coupon.' };
}
