import { text } from '../../steps/text';
import type { Condition, Window } from '../definition/types';
import { always, type ReadyMade } from './define';

const lately: Window = { last: { days: 30 } };

const bought: Condition = { did: 'order_paid' };
const boughtAgain: Condition = { orders: 'count', when: { last: { days: 365 } }, is: { atLeast: 2 } };

const awareness = ['customer_registered', 'product_viewed', 'message_opened', 'message_clicked'];
const interest = ['product_favourited', 'cart_updated', 'checkout_started', 'order_placed'];
const didLately = (names: readonly string[]): Condition[] => names.map((did) => ({ did, when: lately }));

/** How close people have come to the shop; nobody is in two of these. */
export const funnel: readonly ReadyMade[] = [
  {
    name: 'awareness',
    label: text('Awareness', '认知人群'),
    help: text(
      'Never bought; in the last 30 days registered, looked at a product or opened a message, and went no further.',
      '从未购买；最近 30 天内注册、浏览商品或打开消息，但没有进一步行为。',
    ),
    definition: always({ all: [{ any: didLately(awareness) }, { none: [...didLately(interest), bought] }] }),
  },
  {
    name: 'interest',
    label: text('Interest', '兴趣人群'),
    help: text(
      'Never bought; in the last 30 days marked a favourite, changed the cart, began to check out or submitted an order.',
      '从未购买；最近 30 天内收藏商品、更新购物车、开始结账或提交订单。',
    ),
    definition: always({ all: [{ any: didLately(interest) }, { none: [bought] }] }),
  },
  {
    name: 'purchase',
    label: text('Purchase', '购买人群'),
    help: text('Bought, but not twice in the last 365 days.', '购买过，但最近 365 天内未达到两次。'),
    definition: always({ all: [bought, { none: [boughtAgain] }] }),
  },
  {
    name: 'loyalty',
    label: text('Loyalty', '忠诚人群'),
    help: text('Bought at least twice in the last 365 days.', '最近 365 天内购买两次及以上。'),
    definition: always(boughtAgain),
  },
];
