import { text } from '../../steps/text';
import type { Stage } from '../stages';
import { always, type ReadyMade } from './define';

const lapsed = (days: number) => always({ stage: ['lapsed'], lapsedAfterDays: days });

const ordered: Stage[] = ['order_unpaid', 'one_order', 'repeat', 'lapsed'];

/** Where people stand on the way to their next order. */
export const stages: readonly ReadyMade[] = [
  {
    name: 'registered-without-cart',
    label: text('Registered, No Cart', '已注册未加购'),
    help: text('Registered; nothing in the cart and no order.', '已注册，购物车为空，且没有订单。'),
    definition: always({ stage: ['registered'] }),
  },
  {
    name: 'cart-without-order',
    label: text('Cart, No Order', '已加购未下单'),
    help: text('Has goods in the cart and no order.', '购物车中有商品，且没有订单。'),
    definition: always({ stage: ['cart'] }),
  },
  {
    name: 'order-unpaid',
    label: text('Order Unpaid', '已下单未付款'),
    help: text('Submitted an order; never paid one.', '已提交订单，但从未付款。'),
    definition: always({ stage: ['order_unpaid'] }),
  },
  {
    name: 'one-order',
    label: text('One Order', '一单客户'),
    help: text('One paid order, in the last 90 days.', '仅有一笔已付款订单，且在最近 90 天内。'),
    definition: always({ stage: ['one_order'] }),
  },
  {
    name: 'repeat',
    label: text('Repeat', '复购客户'),
    help: text(
      'Two or more paid orders, the last one in the last 90 days.',
      '有两笔及以上已付款订单，最近一笔在 90 天内。',
    ),
    definition: always({ stage: ['repeat'] }),
  },
  {
    name: 'favourites-without-order',
    label: text('Favourites, No Order', '已收藏未下单'),
    help: text('Marked a product as a favourite and has no order.', '收藏过商品，且没有订单。'),
    definition: always({ all: [{ did: 'product_favourited' }, { none: [{ stage: ordered }] }] }),
  },
  {
    name: 'lapsed-1-month',
    label: text('Lapsed for 1 Month', '流失 1 个月'),
    help: text('Bought before, but not in the last 30 days.', '曾购买，但最近 30 天未购买。'),
    definition: lapsed(30),
  },
  {
    name: 'lapsed-3-months',
    label: text('Lapsed for 3 Months', '流失 3 个月'),
    help: text('Bought before, but not in the last 90 days.', '曾购买，但最近 90 天未购买。'),
    definition: lapsed(90),
  },
  {
    name: 'lapsed-6-months',
    label: text('Lapsed for 6 Months', '流失 6 个月'),
    help: text('Bought before, but not in the last 180 days.', '曾购买，但最近 180 天未购买。'),
    definition: lapsed(180),
  },
];
