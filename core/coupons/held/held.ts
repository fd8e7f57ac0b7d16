import { type Passage, passagesOf } from '../../enrolments';
import { StepError } from '../../errors';
import { type ShopApi, ShopError } from '../../shops/account';
import type { JsonObject, Outcome, StepContext, StepItem } from '../../steps/define';
import { deskFor, openDesks, type ShopDesk, type ShopDesks, shopIn } from '../desks';
import { type CouponRow, couponsOf, keyOf } from '../rows';
import { toldCoupon } from '../told';

/** Whose coupon of which purpose an item is about, and the shop that it may be in. */
export interface HeldValues {
  source: 'ledger' | 'pool' | 'shop';
  shop: string;
  purpose: string;
  contact: string;
}

/** An item, and the coupon that its person holds for the purpose; undefined where there is none. */
interface Held<V extends HeldValues> {
  item: number;
  json: JsonObject;
  values: V;
  passage: Passage;
  row: CouponRow | undefined;
}

/** An item whose person holds a coupon. */
export type Holding<V extends HeldValues> = Held<V> & { row: CouponRow };

/** Why nothing was done to a coupon, or why it is of no use: a code for machines, a sentence for people. */
export interface Why {
  reason:
    'none' | 'redeemed' | 'revoked' | 'expired' | 'not_started' | 'used_up' | 'not_in_shop' | 'shop_cannot';
  detail: string;
}

const none = (purpose: string): Why => ({
  reason: 'none',
  detail: `This person has no coupon for the purpose “${purpose}”.`,
});

export const redeemed: Why = { reason: 'redeemed', detail: 'The coupon has been used.' };

export const revoked = (row: CouponRow): Why => ({
  reason: 'revoked',
  detail: row.reason ?? 'The coupon was revoked.',
});

/** What an operation does with the coupons that people hold. `K`: what it has to know of a batch beforehand. */
interface Operation<V extends HeldValues, K> {
  /** The output of whoever holds none. */
  otherwise: string;
  know(held: readonly Holding<HeldValues>[], context: StepContext): Promise<K>;
  /** A `StepError` that it throws is the item's own. */
  act(one: Holding<V>, tools: { known: K; desks: ShopDesks; context: StepContext }): Promise<Outcome>;
}

/** Does something with the coupon of each person and purpose, a few at once: shops are asked one by one. */
export async function onHeld<V extends HeldValues, K>(
  items: readonly StepItem<V>[],
  context: StepContext,
  apis: readonly ShopApi[],
  { otherwise, know, act }: Operation<V, K>,
): Promise<Outcome[]> {
  const desks = await desksOf(items, apis, context);
  const { held, outcomes } = await holdersOf(items, context);
  const holdings = held.flatMap(({ row, ...one }) => (row ? [{ ...one, row }] : []));
  const tools = { known: await know(holdings, context), desks, context };
  const without = held
    .filter(({ row }) => row === undefined)
    .map((one) => outcomeBy(otherwise, one, undefined, none(one.values.purpose)));
  for (let from = 0; from < holdings.length; from += AT_ONCE) {
    context.signal?.throwIfAborted();
    const some = holdings.slice(from, from + AT_ONCE);
    outcomes.push(...(await Promise.all(some.map((one) => attempt(one, () => act(one, tools))))));
  }
  return [...outcomes, ...without];
}

const AT_ONCE = 4;

async function attempt({ item, row }: Holding<HeldValues>, act: () => Promise<Outcome>): Promise<Outcome> {
  try {
    refuseReserved(row);
    return await act();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return { item, error: error instanceof ShopError ? goOn(error) : error };
  }
}

const goOn = ({ message, advice }: ShopError) =>
  new StepError(message, { advice: `${advice ?? ''} Run the item again: nothing is done twice.`.trim() });

/** The coupons that the people of a batch hold, each with the item; what is wrong with other items. */
async function holdersOf<V extends HeldValues>(
  items: readonly StepItem<V>[],
  context: StepContext,
): Promise<{ held: Held<V>[]; outcomes: Outcome[] }> {
  return context.store.write(async (work) => {
    const passages = await passagesOf(
      work,
      context,
      items.map(({ json, values }) => ({ json, contact: values.contact })),
    );
    const met = items.map(({ json, values }, item) => ({ item, json, values, passage: passages[item] }));
    const held: Omit<Held<V>, 'row'>[] = [];
    const outcomes: Outcome[] = [];
    for (const { passage, ...one } of met) {
      if (passage && !(passage instanceof StepError)) held.push({ ...one, passage });
      else outcomes.push({ item: one.item, error: passage ?? new StepError('The item has no contact.') });
    }
    const rows = await couponsOf(work, context.store, held.map(keyIn));
    return { held: held.map((one) => ({ ...one, row: standing(rows.get(keyOf(keyIn(one)))) })), outcomes };
  });
}

const keyIn = ({ passage, values }: Omit<Held<HeldValues>, 'row'>) => ({
  enrolment: passage.enrolment,
  purpose: values.purpose,
});

/** A coupon that the shop refused is none. */
const standing = (row: CouponRow | undefined) => (row?.state === 'released' ? undefined : row);

/** Opens the shops that a batch names. */
const desksOf = (
  items: readonly StepItem<HeldValues>[],
  apis: readonly ShopApi[],
  context: StepContext,
): Promise<ShopDesks> =>
  openDesks(
    items.filter(({ values }) => values.source === 'shop').map(({ values }) => values.shop),
    apis,
    context,
  );

/** The desk of the shop that a coupon is in; undefined for one that is in none. Throws `StepError`. */
export function deskOf(desks: ShopDesks, { source }: CouponRow): ShopDesk | undefined {
  const shop = shopIn(source);
  return shop === undefined ? undefined : deskFor(desks, shop);
}

/** Throws `StepError` for a coupon that is on its way. */
function refuseReserved({ state, code }: CouponRow): void {
  if (state !== 'reserved') return;
  throw new StepError(`The coupon ${code} is still being made in the shop.`, {
    advice: 'Run its Coupon Issue again, and then this step.',
  });
}

/** The item with its coupon as it is now, by an output. */
export function outcomeBy(
  output: string,
  { item, json, values, passage }: Held<HeldValues>,
  row: CouponRow | undefined,
  more: object = {},
): Outcome {
  const told: JsonObject = row
    ? toldCoupon(row, passage.contact.profile)
    : { code: null, purpose: values.purpose };
  return { item, output, json: { ...json, coupon: { ...told, ...more } } };
}
