import { zoneOf } from '../../enrolments';
import { StepError } from '../../errors';
import type { ShopApi } from '../../shops/account';
import type { Outcome, StepContext, StepItem } from '../../steps/define';
import { insertRows } from '../../store';
import { changeCoupons } from '../change';
import { type DateRule, datesOf } from '../dates';
import type { ShopDesks } from '../desks';
import { isRefusal } from '../refusal';
import type { CouponRow } from '../rows';
import { madeTogether } from './together';
import {
  deskOf,
  type HeldValues,
  type Holding,
  onHeld,
  outcomeBy,
  redeemed,
  revoked,
  type Why,
} from './held';

export interface ExtendValues extends HeldValues, Omit<DateRule, 'startsOn'> {}

/**
 * Coupon Issue, extending: moves the expiry of each person's coupon, in its shop too. A coupon that holds longer already
 * stays as it is. The same item at the same step has the same new expiry however often it comes by.
 */
export const extendCoupons = (
  items: readonly StepItem<ExtendValues>[],
  context: StepContext,
  apis: readonly ShopApi[],
): Promise<Outcome[]> =>
  onHeld(items, context, apis, {
    otherwise: 'not_extended',
    know: madeTogether,
    async act(one, { known, desks }) {
      const { row, values } = one;
      const why = known.get(row.id) ?? whyNot(row);
      if (why) return outcomeBy('not_extended', one, row, why);
      const expiry = await planned(one, context);
      if (isRefusal(expiry)) return outcomeBy('not_extended', one, row, expiry);
      return outcomeBy('extended', one, await extend(row, expiry.at, { values, desks, context }));
    },
  });

function whyNot(row: CouponRow): Why | undefined {
  if (row.state === 'redeemed') return redeemed;
  return row.state === 'revoked' ? revoked(row) : undefined;
}

/** The new expiry, as the first run of this item at this step determined it. */
async function planned({ values, passage, row }: Holding<ExtendValues>, { store, place }: StepContext) {
  if (values.expiry === 'days' && values.validDays === 0) {
    throw new StepError('The coupon would be extended by no day.', {
      parameter: 'validDays',
      advice: 'Give the days from now on which the coupon is to hold.',
    });
  }
  const { contact, leg } = passage;
  const rule = { ...values, startsOn: '' };
  const dates = datesOf(rule, contact.clock.now(), zoneOf(contact, values.timeZone));
  if (isRefusal(dates)) return dates;
  const key = { coupon_id: row.id, step: place.node, leg };
  return store.write(async (work) => {
    await insertRows(
      work,
      store,
      'coupon_extension',
      { coupon_id: 'integer', step: 'text', leg: 'integer', expires_at: 'integer' },
      [{ ...key, expires_at: dates.expiresAt ?? row.starts_at }],
    )
      .onConflict((conflict) => conflict.columns(['coupon_id', 'step', 'leg']).doNothing())
      .execute();
    const { expires_at } = await work
      .selectFrom('coupon_extension')
      .where('coupon_id', '=', key.coupon_id)
      .where('step', '=', key.step)
      .where('leg', '=', key.leg)
      .select('expires_at')
      .executeTakeFirstOrThrow();
    return { at: expires_at };
  });
}

async function extend(
  row: CouponRow,
  expiresAt: number,
  { values, desks, context }: { values: ExtendValues; desks: ShopDesks; context: StepContext },
): Promise<CouponRow> {
  if (row.expires_at === null || row.expires_at >= expiresAt) return row;
  const desk = deskOf(desks, row);
  if (desk && row.shop_id !== null) await desk.coupons.extend(row.shop_id, expiresAt, values.timeZone);
  const [now] = await changeCoupons(context, [row.id], async (work) => {
    await work
      .updateTable('coupon')
      .set({ expires_at: expiresAt })
      .where('id', '=', row.id)
      .where('expires_at', '<', expiresAt)
      .execute();
  });
  return now ?? row;
}
