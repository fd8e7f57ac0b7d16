import type { ShopApi } from '../../shops/account';
import type { Outcome, StepContext, StepItem } from '../../steps/define';
import { sql } from 'kysely';
import type { ShopDesks } from '../desks';
import type { CouponRow } from '../rows';
import { readTerms } from '../terms';
import {
  deskOf,
  type Holding,
  type HeldValues,
  onHeld,
  outcomeBy,
  redeemed,
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
export const checkCoupons = (
  items: readonly StepItem<HeldValues>[],
  context: StepContext,
  apis: readonly ShopApi[],
): Promise<Outcome[]> =>
  onHeld(items, context, apis, {
    otherwise: 'not_usable',
    know: usesOf,
    async act(one, { known, desks }) {
      const { row, passage } = one;
      const use = await askShop(row, desks, known.get(row.id) ?? 0);
      const why = whyNot(row, passage.contact.clock.now(), use);
      return outcomeBy(why ? 'not_usable' : 'usable', one, row, { state: row.state, used: use.used, ...why });
    },
  });

/** By how many orders that stand each coupon was used, by whomever. */
async function usesOf(
  held: readonly Holding<HeldValues>[],
  { store }: StepContext,
): Promise<Map<number, number>> {
  const ids = held.map(({ row }) => ({ id: row.id }));
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
