import { type StageInputs, stageOf } from '../../core/segments/stages';
import { DAY } from '../support/clock';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const nothing: StageInputs = {
  registered_at: null,
  cart_items: null,
  orders_open: 0,
  orders_paid: 0,
  last_paid_at: null,
};

test.each<[string, Partial<StageInputs>, string | undefined]>([
  ['nothing that counts', {}, undefined],
  ['registered', { registered_at: NOW }, 'registered'],
  ['registered at the epoch', { registered_at: 0 }, 'registered'],
  ['registered, and emptied the cart', { registered_at: 1, cart_items: 0 }, 'registered'],
  ['emptied the cart, never registered', { cart_items: 0 }, undefined],
  ['goods in the cart', { registered_at: 1, cart_items: 1 }, 'cart'],
  ['goods in the cart as a guest', { cart_items: 3 }, 'cart'],
  ['an open order', { cart_items: 2, orders_open: 1 }, 'order_unpaid'],
  ['one paid order', { orders_paid: 1, last_paid_at: NOW }, 'one_order'],
  [
    'one paid order, and another open with goods in the cart',
    { cart_items: 2, orders_open: 1, orders_paid: 1, last_paid_at: NOW },
    'one_order',
  ],
  ['two paid orders', { orders_paid: 2, last_paid_at: NOW }, 'repeat'],
  ['many paid orders', { orders_paid: 200, last_paid_at: NOW }, 'repeat'],
  ['a millisecond before lapsing', { orders_paid: 1, last_paid_at: NOW - 90 * DAY + 1 }, 'one_order'],
  ['lapsing now', { orders_paid: 1, last_paid_at: NOW - 90 * DAY }, 'lapsed'],
  ['lapsed after many orders', { orders_paid: 5, last_paid_at: NOW - 91 * DAY }, 'lapsed'],
  ['lapsed, with an open order', { orders_open: 1, orders_paid: 1, last_paid_at: NOW - 91 * DAY }, 'lapsed'],
  ['paid by a clock ahead of ours', { orders_paid: 1, last_paid_at: NOW + DAY }, 'one_order'],
  ['all paid orders cancelled', { registered_at: 1, orders_paid: 0, last_paid_at: null }, 'registered'],
])('%s', (_, inputs, stage) => {
  expect(stageOf({ ...nothing, ...inputs }, NOW, 90)).toBe(stage);
});

test('how long until lapsed is the user’s to say', () => {
  const buyer = { ...nothing, orders_paid: 1, last_paid_at: NOW - 10 * DAY };
  expect([9, 10, 11].map((days) => stageOf(buyer, NOW, days))).toEqual(['lapsed', 'lapsed', 'one_order']);
});
