import { type RawBuilder, sql } from 'kysely';
import { text } from '../steps/text';

/** The lifecycle stages; a contact is in one of them, or in none before it did anything that counts. */
export const stages = [
  {
    value: 'registered',
    label: text('Registered', '已注册'),
    help: text('Registered; no cart and no order.', '已注册，无购物车也无订单。'),
  },
  {
    value: 'cart',
    label: text('Cart', '购物车'),
    help: text('Goods in the cart; no order.', '购物车中有商品，无订单。'),
  },
  {
    value: 'order_unpaid',
    label: text('Order Unpaid', '订单未付款'),
    help: text('An order submitted; none paid yet.', '已提交订单，尚未付款。'),
  },
  {
    value: 'one_order',
    label: text('One Order', '一单客户'),
    help: text('One paid order, and not lapsed.', '有一笔已付款订单，未流失。'),
  },
  {
    value: 'repeat',
    label: text('Repeat', '复购客户'),
    help: text('Two or more paid orders, and not lapsed.', '有两笔及以上已付款订单，未流失。'),
  },
  {
    value: 'lapsed',
    label: text('Lapsed', '已流失'),
    help: text('Bought before, but not for a while.', '曾购买，但已有一段时间未购买。'),
  },
] as const;

export type Stage = (typeof stages)[number]['value'];

const DAY = 86_400_000;

/** The columns of a contact's rollup that its stage follows from. */
export interface StageInputs {
  registered_at: number | null;
  cart_items: number | null;
  orders_open: number;
  orders_paid: number;
  last_paid_at: number | null;
}

/** The stage at an instant (`now`, ms, the contact's time); undefined for somebody who never registered, carted or ordered. */
export function stageOf(rollup: StageInputs, now: number, lapsedAfterDays: number): Stage | undefined {
  const { registered_at, cart_items, orders_open, orders_paid, last_paid_at } = rollup;
  if (orders_paid > 0 && last_paid_at !== null) {
    if (now - last_paid_at >= lapsedAfterDays * DAY) return 'lapsed';
    return orders_paid === 1 ? 'one_order' : 'repeat';
  }
  if (orders_open > 0) return 'order_unpaid';
  if (cart_items !== null && cart_items > 0) return 'cart';
  return registered_at === null ? undefined : 'registered';
}

/** The number that stands for a stage in SQL: its place in `stages`. */
export const stageNumber = (stage: Stage): number => stages.findIndex(({ value }) => value === stage);

/**
 * `stageOf` in SQL: the number of the stage, or null for none. Numbers, because SQLite counts them twice as fast as
 * names. `now`: ms, the contact's time, of a known type; `rollup`: what the query calls that table.
 */
export function stageSql(
  now: RawBuilder<number>,
  lapsedAfterDays: number,
  rollup = 'rollup',
): RawBuilder<number | null> {
  const of = (column: keyof StageInputs) => sql.ref(`${rollup}.${column}`);
  const is = (stage: Stage) => sql.lit(stageNumber(stage));
  return sql<number | null>`case
    when ${of('orders_paid')} > 0 and ${of('last_paid_at')} is not null then case
      when ${of('last_paid_at')} <= ${now} - ${sql.lit(lapsedAfterDays * DAY)} then ${is('lapsed')}
      when ${of('orders_paid')} = 1 then ${is('one_order')}
      else ${is('repeat')} end
    when ${of('orders_open')} > 0 then ${is('order_unpaid')}
    when ${of('cart_items')} > 0 then ${is('cart')}
    when ${of('registered_at')} is not null then ${is('registered')} end`;
}
