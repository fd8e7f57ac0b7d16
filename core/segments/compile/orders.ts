import { sql } from 'kysely';
import type { OrdersCondition, Range } from '../definition/types';
import { nextChange, rowsOf } from './happenings';
import { inRange, isInRange } from './range';
import type { Compiled, Scope } from './scope';
import { windowOf } from './window';
import { both, int, type Sql } from './words';

const value = sql<number>`(coalesce(o.amount, 0) - o.refunded)`;

/** What is asked of orders, over their rows. */
const measures: Record<OrdersCondition['orders'], (range: Range) => Sql<boolean>> = {
  count: (range) => inRange(sql`count(*)`, range),
  sum: (range) => inRange(sql`coalesce(sum(${value}), 0)`, range),
  // Compared by multiplying: money is never divided.
  average: (range) => inRange(sql`sum(${value})`, range, (bound) => sql`${int(bound)} * count(*)`),
  largest: (range) => inRange(sql`max(${value})`, range),
};

/** Over the orders that count; by the rollup alone where that can tell. */
export function compileOrders(scope: Scope, condition: OrdersCondition): Compiled {
  const { orders, currency, when, where, is } = condition;
  const ofAll = !when && !where;
  if (ofAll && orders === 'count' && currency === undefined)
    return { member: inRange(sql`r.orders_paid`, is) };
  const window = windowOf(scope, when);
  const paid = rowsOf(scope, { did: 'order_paid', ...(where && { where }) }, 'o');
  const rows =
    currency === undefined ? paid : { ...paid, where: both([paid.where, sql`o.currency = ${currency}`]) };
  const ofNone = (orders === 'count' || orders === 'sum') && isInRange(0, is);
  const spent = ofAll && orders === 'sum';
  return {
    member: sql`case
      when r.orders_paid = 0 then ${sql.lit(ofNone)}
      ${spent ? sql`when r.currency = ${currency} then ${inRange(sql`r.spent`, is)}` : sql``}
      else (select coalesce(${measures[orders](is)}, false) from ${rows.from}
        where ${both([rows.where, window.has(rows.at)])}) end`,
    ...nextChange(scope, rows, window),
  };
}
