import type { Condition, Filter } from '../../core/segments/definition/types';
import { DAY } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { annIn, HOUR, never, now, NOW } from './ann';

describeOnStores('Filters', (store) => {
  const { did, order, verdict, isMember, turning } = annIn(store);

  describe('orders as happenings', () => {
    test('a paid order counts as long as it is neither cancelled nor wholly refunded', async () => {
      const bought: Condition = { did: 'order_paid', when: { last: { days: 30 } } };
      await order(DAY, { id: '1' });
      expect(await turning(bought)).toEqual(now(NOW + 29 * DAY));
      await order(HOUR, { id: '1', refunded: 999 }, 'order_refunded');
      expect((await verdict(bought))?.member).toBe(true);
      await order(HOUR, { id: '1', refunded: 1 }, 'order_refunded');
      expect(await verdict(bought)).toEqual(never);
      await order(0, { id: '2' });
      await order(0, { id: '2' }, 'order_cancelled');
      expect(await verdict(bought)).toEqual(never);
      expect(await isMember({ did: 'order_cancelled' })).toBe(true);
      expect(await isMember({ did: 'order_refunded', times: { exactly: 2 } })).toBe(true);
    });

    test('an order is placed once, by whatever it became known', async () => {
      const placed = (days: number): Condition => ({
        did: 'order_placed',
        times: { exactly: 2 },
        when: { last: { days } },
      });
      await order(5 * DAY, { id: '1' }, 'order_placed');
      await order(4 * DAY, { id: '1' });
      await order(2 * DAY, { id: '2' });
      expect(await turning(placed(6))).toEqual(now(NOW + DAY));
      expect(await isMember({ did: 'order_placed', times: { exactly: 2 } })).toBe(true);
    });

    test('registration happens once: the first time', async () => {
      await did('customer_registered', 3 * DAY);
      await did('customer_registered', DAY);
      const registered: Condition = { did: 'customer_registered', when: { last: { days: 4 } } };
      expect(await turning(registered)).toEqual(now(NOW + DAY));
      expect(await verdict({ ...registered, times: { atLeast: 2 } })).toEqual(never);
      expect(await verdict({ ...registered, times: { exactly: 1 } })).toEqual(now(NOW + DAY));
      expect(await turning({ ...registered, where: { source: { is: 'shop' } } })).toEqual(now(NOW + DAY));
      expect(await verdict({ ...registered, where: { source: { is: 'other' } } })).toEqual(never);
    });
  });

  describe('filters', () => {
    const passes = (name: string, where: Filter) => isMember({ did: name, where });

    test('of events', async () => {
      await did('product_viewed', 0, {
        product: { id: 'p1', category: 'Audio > Earphones', price: 4990 },
        via: 'recommendation',
      });
      for (const where of [
        { product: { is: 'p1' } },
        { product: { in: ['p0', 'p1'] } },
        { product: { startsWith: 'p' } },
        { product: { contains: '1' } },
        { category: { is: 'AUDIO > earphones' } },
        { category: { under: 'audio' } },
        { category: { under: 'Audio > Earphones' } },
        { category: { isNot: 'audio' } },
        { channel: { isNot: 'sms' } },
        { channel: { exists: false } },
        { source: { is: 'shop' } },
        { via: { is: 'recommendation' } },
        { amount: { atLeast: 4990, atMost: 4990 } },
        { product: { exists: true }, amount: { above: 4989, below: 4991 } },
        { coupon: { exists: false } },
      ] satisfies Filter[])
        expect([where, await passes('product_viewed', where)]).toEqual([where, true]);
      for (const where of [
        { product: { is: 'P1' } },
        { product: { isNot: 'p1' } },
        { product: { in: ['p'] } },
        { product: { startsWith: '1' } },
        { category: { under: 'aud' } },
        { category: { under: 'audio > ear' } },
        { channel: { exists: true } },
        { via: { startsWith: 'commend' } },
        { amount: { above: 4990 } },
        { product: { is: 'p1' }, amount: { below: 4990 } },
        { currency: { is: 'EUR' } },
      ] satisfies Filter[])
        expect([where, await passes('product_viewed', where)]).toEqual([where, false]);
    });

    test('of orders: of its parts one is enough, and none may be what is refused', async () => {
      await order(0, {
        id: '1',
        coupons: ['welcome-10'],
        items: [{ product: 'a', category: 'Audio > Earphones' }, { product: 'b' }],
      });
      for (const where of [
        { product: { is: 'b' } },
        { product: { isNot: 'c' } },
        { category: { under: 'Audio' } },
        { coupon: { is: 'Welcome-10' } },
        { coupon: { startsWith: 'wel' } },
        { currency: { is: 'EUR' } },
        { source: { is: 'shop' } },
        { amount: { atLeast: 1000 } },
      ] satisfies Filter[])
        expect([where, await passes('order_paid', where)]).toEqual([where, true]);
      for (const where of [
        { product: { isNot: 'a' } },
        { product: { is: 'a' }, category: { exists: false } },
        { coupon: { exists: false } },
        { amount: { above: 1000 } },
      ] satisfies Filter[])
        expect([where, await passes('order_paid', where)]).toEqual([where, false]);
      await order(0, { id: '1', refunded: 1 }, 'order_refunded');
      expect(await passes('order_paid', { amount: { atLeast: 1000 } })).toBe(false);
    });

    test('an event knows the coupons of the order that it is about', async () => {
      await order(0, { id: '1', coupons: ['spring'] });
      await did('coupon_redeemed', 0, { order: { id: '1' } });
      expect(await passes('coupon_redeemed', { coupon: { is: 'SPRING' } })).toBe(true);
      expect(await passes('coupon_redeemed', { coupon: { is: 'SUMMER' } })).toBe(false);
    });

    test('favoured by many, as of the last scoring run', async () => {
      await did('product_favourited', 0, { product: { id: 'p1' } });
      expect(await passes('product_favourited', { favouritedBy: { above: 100 } })).toBe(false);
      expect(await passes('product_favourited', { favouritedBy: { atMost: 100 } })).toBe(true);
      await store().db.insertInto('product_popularity').values({ product: 'p1', contacts: 101 }).execute();
      expect(await passes('product_favourited', { favouritedBy: { above: 100 } })).toBe(true);
      await did('cart_updated');
      expect(await passes('cart_updated', { favouritedBy: { atMost: 100 } })).toBe(false);
    });

    test('count only what they let through', async () => {
      await did('product_viewed', DAY, { product: { id: 'a' } });
      await did('product_viewed', 2 * DAY, { product: { id: 'b' } });
      const seen = (product: string): Condition => ({
        did: 'product_viewed',
        where: { product: { is: product } },
        when: { last: { days: 7 } },
      });
      expect(await turning(seen('b'))).toEqual(now(NOW + 5 * DAY));
      expect(await turning(seen('a'))).toEqual(now(NOW + 6 * DAY));
    });
  });
});
