import type { Condition, Window } from '../../core/segments/definition/types';
import { DAY } from '../support/clock';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { always, annIn, clock, HOUR, later, MINUTE, never, now, NOW } from './ann';

describeOnStores('Conditions on what people did', (store) => {
  const { did, order, verdict, isMember, turning } = annIn(store);

  describe('stage', () => {
    test('of who bought: turns as they lapse', async () => {
      await order(10 * DAY, { id: '1' });
      const lapses = NOW + 80 * DAY;
      expect(await turning({ stage: ['one_order'] })).toEqual(now(lapses));
      expect(await turning({ stage: ['lapsed'] })).toEqual(later(lapses));
      expect(await turning({ stage: ['lapsed'], lapsedAfterDays: 30 })).toEqual(later(NOW + 20 * DAY));
      expect(await turning({ stage: ['lapsed'], lapsedAfterDays: 10 })).toEqual(always);
    });

    test('never turns where lapsing changes nothing', async () => {
      await order(10 * DAY, { id: '1' });
      expect(await verdict({ stage: ['registered', 'cart'] })).toEqual(never);
      expect(await verdict({ stage: ['repeat'] })).toEqual(never);
      expect(await verdict({ stage: ['one_order', 'lapsed'] })).toEqual(always);
      expect(await verdict({ stage: ['one_order', 'repeat', 'lapsed'] })).toEqual(always);
    });

    test('of who did not buy', async () => {
      await did('customer_registered');
      await did('cart_updated', 0, { cart: { items: 2 } });
      expect(await verdict({ stage: ['cart'] })).toEqual(always);
      expect(await verdict({ none: [{ stage: ['registered'] }] })).toEqual(always);
    });
  });

  describe('did', () => {
    const viewed = (times: Extract<Condition, { did: string }>['times'], when?: Window): Condition => ({
      did: 'product_viewed',
      ...(times && { times }),
      ...(when && { when }),
    });
    const week: Window = { last: { days: 7 } };

    test('at least, at most, exactly: each turns when the one that matters is too old', async () => {
      for (const days of [1, 3, 5]) await did('product_viewed', days * DAY);
      expect(await turning(viewed(undefined, week))).toEqual(now(NOW + 6 * DAY));
      expect(await turning(viewed({ atLeast: 2 }, week))).toEqual(now(NOW + 4 * DAY));
      expect(await turning(viewed({ atLeast: 3 }, week))).toEqual(now(NOW + 2 * DAY));
      expect(await turning(viewed({ atLeast: 4 }, week))).toEqual(never);
      expect(await turning(viewed({ atMost: 2 }, week))).toEqual(later(NOW + 2 * DAY));
      expect(await turning(viewed({ atMost: 3 }, week))).toEqual(always);
      expect(await turning(viewed({ exactly: 3 }, week))).toEqual(now(NOW + 2 * DAY));
      expect(await turning(viewed({ exactly: 0 }, week))).toEqual(later(NOW + 6 * DAY));
      expect(await isMember(viewed({ exactly: 2 }, week))).toBe(false);
      expect(await isMember(viewed({ exactly: 2 }, week), NOW + 2 * DAY)).toBe(true);
      expect(await turning({ didNot: 'product_viewed', when: week })).toEqual(later(NOW + 6 * DAY));
    });

    test('ever', async () => {
      await did('product_viewed', 3_000 * DAY);
      expect(await verdict(viewed({ exactly: 1 }))).toEqual(always);
      expect(await verdict({ didNot: 'checkout_started' })).toEqual(always);
      expect(await verdict({ did: 'checkout_started' })).toEqual(never);
    });

    test('a span leaves out its beginning, and what is dated ahead is in it at once', async () => {
      await did('product_viewed', 7 * DAY);
      expect(await verdict(viewed(undefined, week))).toEqual(never);
      await did('product_viewed', -DAY);
      expect(await turning(viewed(undefined, week))).toEqual(now(NOW + 8 * DAY));
    });

    test('older than a span takes its end in', async () => {
      await did('product_viewed', 6 * DAY);
      expect(await turning(viewed(undefined, { olderThan: { days: 7 } }))).toEqual(later(NOW + DAY));
      await did('product_viewed', 7 * DAY);
      expect((await verdict(viewed(undefined, { olderThan: { days: 7 } })))?.member).toBe(true);
    });

    test('between spans', async () => {
      await did('product_viewed', 5 * DAY);
      const between: Window = { last: { days: 6 }, olderThan: { days: 4, hours: 12 } };
      expect(await turning(viewed(undefined, between))).toEqual(now(NOW + DAY));
      expect(await isMember(viewed(undefined, between), NOW - 12 * HOUR)).toBe(true);
      expect(await isMember(viewed(undefined, between), NOW - 12 * HOUR - 1)).toBe(false);
    });

    test('between dates, in the zone of the definition or of the window', async () => {
      await take(store(), clock, 'product_viewed', 'ann', { at: Date.parse('2026-02-28T23:30:00Z') });
      const march: Window = { from: '2026-03-01', until: '2026-04-01' };
      expect(await verdict(viewed(undefined, march))).toEqual(never);
      expect(await verdict(viewed(undefined, march), NOW, {}, 'Europe/Berlin')).toEqual(always);
      expect(await verdict(viewed(undefined, { ...march, timeZone: 'Europe/Berlin' }))).toEqual(always);
      expect(await verdict(viewed(undefined, { from: '2026-02-28T23:30:00Z' }))).toEqual(always);
      expect(await verdict(viewed(undefined, { until: '2026-02-28T23:30:00Z' }))).toEqual(never);
    });

    test.each<[Window['this'], string, string, string]>([
      ['day', 'utc', '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z'],
      ['week', 'utc', '2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z'],
      ['month', 'America/New_York', '2026-03-01T05:00:00Z', '2026-04-01T04:00:00Z'],
      ['year', 'Asia/Shanghai', '2025-12-31T16:00:00Z', '2026-12-31T16:00:00Z'],
    ])('this %s in %s', async (unit = 'day', zone, start, end) => {
      await take(store(), clock, 'product_viewed', 'ann', { at: Date.parse(start) - 1 });
      const when: Window = { this: unit };
      expect(await verdict(viewed(undefined, when), NOW, {}, zone)).toEqual(never);
      await take(store(), clock, 'product_viewed', 'ann', { at: Date.parse(start) });
      expect(await turning(viewed({ exactly: 1 }, when), zone)).toEqual(now(Date.parse(end)));
    });

    test('a day of 23 hours', async () => {
      const noon = Date.parse('2026-03-29T10:00:00Z');
      await take(store(), clock, 'product_viewed', 'ann', { at: noon });
      expect(await verdict(viewed(undefined, { this: 'day' }), noon, {}, 'Europe/Berlin')).toEqual(
        now(Date.parse('2026-03-29T22:00:00Z')),
      );
    });
  });

  describe('sequences', () => {
    const unpaid: Condition = {
      after: { did: 'order_placed' },
      didNot: 'order_paid',
      within: { minutes: 30 },
    };

    test('true from the end of the span on', async () => {
      await order(10 * MINUTE, { id: '1' }, 'order_placed');
      expect(await turning(unpaid)).toEqual(later(NOW + 20 * MINUTE));
      await order(0, { id: '1' });
      expect(await verdict(unpaid)).toEqual(never);
    });

    test('at the very instant is within, at the end of the span is not', async () => {
      await order(30 * MINUTE, { id: '1' }, 'order_placed');
      expect(await verdict(unpaid)).toEqual(always);
      await order(0, { id: '1' });
      expect(await verdict(unpaid)).toEqual(always);
      await order(30 * MINUTE, { id: '2' });
      expect(await verdict(unpaid)).toEqual(never);
    });

    test('an event is not another of itself', async () => {
      const twice: Condition = {
        after: { did: 'cart_updated' },
        didNot: 'cart_updated',
        within: { days: 1 },
      };
      await did('cart_updated', 2 * DAY);
      expect(await verdict(twice)).toEqual(always);
      await did('cart_updated', 2 * DAY);
      expect(await verdict(twice)).toEqual(never);
      const again: Condition = { after: { did: 'order_paid' }, didNot: 'order_paid', within: { days: 1 } };
      await order(2 * DAY, { id: '1' });
      expect(await verdict(again)).toEqual(always);
    });

    test('about the same product or category', async () => {
      const same = (what: 'product' | 'category'): Condition => ({
        after: { did: 'product_viewed' },
        didNot: 'order_paid',
        within: { days: 15 },
        same: what,
      });
      const product = { id: 'a', category: 'Audio' };
      await did('product_viewed', 20 * DAY, { product });
      await order(19 * DAY, { id: '1', items: [{ product: 'b', category: 'audio' }] });
      expect(await verdict(same('product'))).toEqual(always);
      expect(await verdict(same('category'))).toEqual(never);
      await order(18 * DAY, { id: '2', items: [{ product: 'a' }] });
      expect(await verdict(same('product'))).toEqual(never);
      await did('product_viewed', 20 * DAY, { product: { id: 'c' } });
      expect(await verdict(same('category'))).toEqual(never);
      expect(await verdict(same('product'))).toEqual(always);
    });

    test('the first within its own window, after registering', async () => {
      const idle: Condition = {
        after: { did: 'customer_registered', when: { last: { days: 10 } } },
        didNot: 'order_placed',
        within: { days: 7 },
      };
      await did('customer_registered', 6 * DAY);
      expect(await turning(idle)).toEqual(later(NOW + DAY));
      expect(await isMember(idle, NOW + 4 * DAY - 1)).toBe(true);
      expect(await verdict(idle, NOW + 3 * DAY)).toEqual(now(NOW + 4 * DAY));
      expect(await isMember(idle, NOW + 4 * DAY)).toBe(false);
    });
  });

  test('first and last times', async () => {
    await order(40 * DAY, { id: '1' });
    await order(10 * DAY, { id: '2', amount: 5 });
    await did('product_viewed', 3 * DAY, { product: { id: 'a' } });
    await did('product_viewed', 2 * DAY, { product: { id: 'b' } });
    expect(await turning({ last: 'order_paid', is: { olderThan: { days: 30 } } })).toEqual(
      later(NOW + 20 * DAY),
    );
    expect(await turning({ first: 'order_paid', is: { last: { days: 41 } } })).toEqual(now(NOW + DAY));
    expect(
      await turning({ first: 'order_paid', where: { amount: { below: 10 } }, is: { last: { days: 11 } } }),
    ).toEqual(now(NOW + DAY));
    expect(await turning({ last: 'product_viewed', is: { last: { days: 7 } } })).toEqual(now(NOW + 5 * DAY));
    expect(
      await turning({
        first: 'product_viewed',
        where: { product: { is: 'b' } },
        is: { last: { days: 4 }, olderThan: { days: 1 } },
      }),
    ).toEqual(now(NOW + 2 * DAY));
    expect(await verdict({ first: 'order_paid', is: { until: '2026-02-01' } })).toEqual(always);
    expect(await verdict({ last: 'checkout_started', is: { olderThan: { days: 1 } } })).toEqual(never);
  });
});
