import type { ShopApi } from '../../shops/account';
import type { Outcome, StepContext, StepItem } from '../../steps/define';
import { changeCoupons } from '../change';
import type { ShopDesks } from '../desks';
import { giveBack } from '../give-back';
import type { CouponRow } from '../rows';
import { madeTogether } from './together';
import { deskOf, type HeldValues, onHeld, outcomeBy, redeemed } from './held';

export interface RevokeValues extends HeldValues {
  /** In words, kept with the coupon; may be ''. */
  revokeReason: string;
}

/**
 * Coupon Issue, revoking: makes the coupon of each person useless, in its shop too, and gives back what it took of the
 * limits and in points. A coupon that was used stays as it is.
 */
export const revokeCoupons = (
  items: readonly StepItem<RevokeValues>[],
  context: StepContext,
  apis: readonly ShopApi[],
): Promise<Outcome[]> =>
  onHeld(items, context, apis, {
    otherwise: 'not_revoked',
    know: madeTogether,
    async act(one, { known, desks }) {
      const { row, values } = one;
      const why = known.get(row.id);
      if (why) return outcomeBy('not_revoked', one, row, why);
      const now = row.state === 'issued' ? await revoke(row, values, desks, context) : row;
      if (now.state === 'redeemed') return outcomeBy('not_revoked', one, now, redeemed);
      return outcomeBy('revoked', one, now);
    },
  });

async function revoke(
  row: CouponRow,
  { revokeReason }: RevokeValues,
  desks: ShopDesks,
  context: StepContext,
): Promise<CouponRow> {
  const desk = deskOf(desks, row);
  if (desk && row.shop_id !== null) await desk.coupons.revoke(row.shop_id);
  const reason = revokeReason.trim() === '' ? null : revokeReason.trim();
  const [now] = await changeCoupons(context, [row.id], async (work) => {
    const rows = await work
      .updateTable('coupon')
      .set({ state: 'revoked', reason })
      .where('id', '=', row.id)
      .where('state', '=', 'issued')
      .returningAll()
      .execute();
    await giveBack(work, context, rows);
  });
  return now ?? row;
}
