import type { ShopApi } from '../../shops/account';
import type { Outcome, StepContext, StepItem } from '../../steps/define';
import { sql } from 'kysely';
import type { ShopDesks } from '../desks';
import type { CouponRow } from '../rows';
import { readTerms } from '../terms';
import {
  deskOf,
  desksOf,
  forEach,
  type Held,
  type HeldValues,
  holdersOf,
  none,
  outcomeBy,
  redeemed,
  refuseReserved,
  revoked,
  type Why,
} from './held';

/** What is known of a coupon's use. */
interface Use {
  /** Orders that used it and stand; null where nobody knows. */
  used: number | null;
  /** False where the shop has it no longer, or has switched it off. */
  there: boolean;
}

/** Coupon Issue, checking: whether the coupon of each person and purpose can be used now. Changes nothing. */
export async function checkCoupons(
  items: readonly StepItem<HeldValues>[],
  context: StepContext,
  apis: readonly ShopApi[],
): Promise<Outcome[]> {
  const desks = await desksOf(items, apis, context);
  const { held, outcomes } = await holdersOf(items, context);
  const uses = await usesOf(held, context);
  const checked = await forEach(held, context, async (one) => {
    const { row, values } = one;
    if (!row) return outcomeBy('not_usable', one, row, none(values.purpose));
    refuseReserved(row);
    const use = await askShop(row, desks, uses.get(row.id) ?? 0);
    const why = whyNot(row, one.passage.contact.clock.now(), use);
    const state = { state: row.state, used: use.used };
    return outcomeBy(why ? 'not_usable' : 'usable', one, row, { ...state, ...why });
  });
  return [...outcomes, ...checked];
}

/** By how many orders that stand each coupon was used, by whomever. */
async function usesOf(
  held: readonly Held<HeldValues>[],
  { store }: StepContext,
): Promise<Map<number, number>> {
  const ids = held.flatMap(({ row }) => (row ? [{ id: row.id }] : []));
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; used: number }>`
    select asked.id, count(*) as used from ${store.batch({ id: 'integer' }, ids)} as asked
    inner join redemption as r on r.coupon_id = asked.id and r.given_back = 0
    group by asked.id`.execute(store.db);
  return new Map(rows.map(({ id, used }) => [id, used]));
}

async function askShop(row: CouponRow, desks: ShopDesks, used: number): Promise<Use> {
  const desk = deskOf(desks, row);
  if (!desk || row.state === 'revoked') return { used, there: true };
  const found = await desk.coupons.find(row.code);
  if (!found) return { used, there: false };
  return { used: found.used === null ? used : Math.max(found.used, used), there: found.active };
}

function whyNot(row: CouponRow, now: number, { used, there }: Use): Why | undefined {
  if (row.state === 'revoked') return revoked(row);
  if (!there)
    return { reason: 'not_in_shop', detail: 'The shop has this coupon no longer, or switched it off.' };
  if (now < row.starts_at) return { reason: 'not_started', detail: 'The coupon does not count yet.' };
  if (row.expires_at !== null && now >= row.expires_at)
    return { reason: 'expired', detail: 'The coupon has expired.' };
  const limit = readTerms(row.terms)?.usageLimit ?? null;
  if (used === null || limit === null || used < limit) return undefined;
  return row.state === 'redeemed'
    ? redeemed
    : { reason: 'used_up', detail: 'Somebody else has used the coupon.' };
}
