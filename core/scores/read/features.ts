import { DAY, dayOf } from '../days';
import type { Features } from '../likeness/columns';
import { pathsOf } from '../preferences/category';
import type { History, Rollup } from './history';

/** Days that deeds count for, whatever else they were read for. */
export const DEED_DAYS = 365;

/** What a likeness is learnt and told from: the rollup's numbers, deeds by name, and categories at each level. */
export function featuresOf({ rollup, orders, goods, now, ...history }: History): Features {
  const deeds = history.deeds.filter(({ at }) => at >= now - DEED_DAYS * DAY);
  const numbers: Record<string, number> = rollup ? rollupNumbers(rollup, now) : {};
  const kept = orders.filter((order) => order.kept);
  numbers['orders with coupon'] = kept.filter(({ coupons }) => coupons > 0).length;
  for (const { name, count } of deeds) numbers[`did ${name}`] = (numbers[`did ${name}`] ?? 0) + count;
  const facts = new Set<string>();
  if (rollup?.currency != null) facts.add(`currency ${rollup.currency}`);
  if (rollup?.registered_at != null) facts.add('registered');
  if (rollup?.last_paid_at != null) facts.add('bought');
  for (const { category } of goods) for (const path of pathsOf(category)) facts.add(`bought ${path}`);
  for (const { category } of deeds)
    for (const path of pathsOf(category ?? '')) facts.add(`looked at ${path}`);
  return { numbers, facts: [...facts] };
}

function rollupNumbers(rollup: Rollup, now: number): Record<string, number> {
  const daysSince = (instant: number | null) =>
    instant === null ? 0 : Math.max(0, dayOf(now) - dayOf(instant));
  return {
    'days since registration': daysSince(rollup.registered_at),
    'days since first order': daysSince(rollup.first_paid_at),
    'days since last order': daysSince(rollup.last_paid_at),
    'cart items': rollup.cart_items ?? 0,
    'open orders': rollup.orders_open,
    'paid orders': rollup.orders_paid,
    'days with orders': rollup.days_paid,
    spent: rollup.spent,
  };
}
