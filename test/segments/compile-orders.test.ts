import type { Scoring } from '../../core/segments/compile';
import type { Condition, Filter, Window } from '../../core/segments/definition/types';
import { DAY } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { always, annIn, later, never, now, NOW } from './ann';

describeOnStores('Conditions on orders', (store) => {
  const { did, order, verdict, turning } = annIn(store);

  describe('orders', () => {
    const over = (
      orders: 'count' | 'sum' | 'average' | 'largest',
      is: object,
      rest: object = {},
    ): Condition => ({
      orders,
      currency: 'EUR',
      is,
      ...rest,
    });

    test('sums, averages and counts of one currency, net of refunds', async () => {
      await order(9 * DAY, { id: '1', amount: 1000 });
      await order(8 * DAY, { id: '2', amount: 501 });
      await order(8 * DAY, { id: '2', refunded: 100 }, 'order_refunded');
      await order(7 * DAY, { id: '3', amount: 70_000, currency: 'JPY' });
      await order(6 * DAY, { id: '4', amount: 9000 });
      await order(6 * DAY, { id: '4' }, 'order_cancelled');
      expect(await verdict(over('sum', { atLeast: 1401, atMost: 1401 }))).toEqual(always);
      expect(await verdict(over('count', { atLeast: 2, atMost: 2 }))).toEqual(always);
      expect(await verdict({ orders: 'count', is: { atLeast: 3, atMost: 3 } })).toEqual(always);
      expect(await verdict(over('largest', { above: 999, atMost: 1000 }))).toEqual(always);
      // 700.5: more than 700, less than 701.
      expect(await verdict(over('average', { above: 700, below: 701 }))).toEqual(always);
      expect(await verdict(over('average', { atLeast: 701 }))).toEqual(never);
      expect(await verdict(over('sum', { atLeast: 70_000 }, { currency: 'JPY' }))).toEqual(always);
      expect(await verdict(over('count', { atMost: 0 }, { currency: 'USD' }))).toEqual(always);
    });

    test('nobody’s orders are none, sum up to nothing and have no average', async () => {
      await did('product_viewed');
      expect(await verdict(over('count', { atMost: 0 }))).toEqual(always);
      expect(await verdict(over('sum', { below: 1 }))).toEqual(always);
      expect(await verdict(over('average', { atLeast: -1 }))).toEqual(never);
      expect(await verdict(over('largest', { atMost: 1 }))).toEqual(never);
      await order(0, { id: '1' });
      expect(await verdict(over('average', { atMost: 9999 }, { currency: 'USD' }))).toEqual(never);
      expect(await verdict(over('sum', { atMost: 0 }, { currency: 'USD' }))).toEqual(always);
    });

    test('in a window, of what passes a filter', async () => {
      await order(9 * DAY, { id: '1', items: [{ product: 'a' }] });
      await order(5 * DAY, { id: '2', items: [{ product: 'a' }] });
      await order(3 * DAY, { id: '3', items: [{ product: 'b' }] });
      const when: Window = { last: { days: 10 } };
      expect(await turning(over('count', { atLeast: 3 }, { when }))).toEqual(now(NOW + DAY));
      expect(await turning(over('sum', { below: 3000 }, { when }))).toEqual(later(NOW + DAY));
      const where: Filter = { product: { is: 'a' } };
      expect(await verdict(over('sum', { atLeast: 2000, atMost: 2000 }, { where }))).toEqual(always);
      expect(
        await turning(over('average', { atLeast: 1000 }, { where, when: { last: { days: 6 } } })),
      ).toEqual(now(NOW + DAY));
    });
  });

  test('quiet for longer than one’s own rhythm', async () => {
    const quiet = (times: number, atLeastDays = 1, atMostDays = 100): Condition => ({
      quietFor: { times, atLeastDays, atMostDays },
    });
    expect(await verdict(quiet(1))).toEqual(never);
    await order(40 * DAY, { id: '1' });
    expect(await turning(quiet(2))).toEqual(later(NOW + 60 * DAY));
    await order(20 * DAY, { id: '2' });
    await order(10 * DAY, { id: '3' });
    // A mean gap of 15 days.
    expect(await turning(quiet(1))).toEqual(later(NOW + 5 * DAY));
    expect(await turning(quiet(1.25))).toEqual(later(NOW + 8.75 * DAY));
    expect(await turning(quiet(0.5))).toEqual(always);
    expect(await turning(quiet(1, 30))).toEqual(later(NOW + 20 * DAY));
    expect(await turning(quiet(9, 1, 12))).toEqual(later(NOW + 2 * DAY));
  });

  describe('RFM', () => {
    const cuts: Scoring = {
      rfm: {
        recency: [20, 10, 5, 2].map((days) => Date.parse('2026-03-02T00:00:00Z') - days * DAY),
        frequency: [2, 3, 4, 5],
        monetary: { EUR: [500, 1000, 2000, 4000] },
      },
    };

    test('by the last scoring run: time changes nothing', async () => {
      await order(6 * DAY, { id: '1' });
      await order(6 * DAY, { id: '2' });
      const scores: Condition = {
        rfm: {
          recency: { atLeast: 3, atMost: 3 },
          frequency: { atLeast: 2, below: 3 },
          monetary: { above: 3, atMost: 4 },
        },
      };
      expect(await verdict(scores, NOW, cuts)).toEqual(always);
      expect(await verdict(scores, NOW + 100 * DAY, cuts)).toEqual(always);
      expect(await verdict({ rfm: { tier: ['need_attention'] } }, NOW, cuts)).toEqual(always);
      expect(await verdict({ rfm: { tier: ['champions', 'lost'] } }, NOW, cuts)).toEqual(never);
    });

    test('nobody has scores before the first run, nor who never bought', async () => {
      await did('product_viewed');
      expect(await verdict({ rfm: { recency: { atLeast: 1 } } }, NOW, cuts)).toEqual(never);
      await order(0, { id: '1' });
      expect(await verdict({ rfm: { recency: { atLeast: 1 } } })).toEqual(never);
      expect(await verdict({ rfm: { recency: { atLeast: 5 } } }, NOW, cuts)).toEqual(always);
    });

    test('a currency that the run did not know scores 1', async () => {
      await order(0, { id: '1', currency: 'USD', amount: 900_000 });
      expect(await verdict({ rfm: { monetary: { atMost: 1 } } }, NOW, cuts)).toEqual(always);
    });

    test('by thresholds: ages from one day to the next', async () => {
      await order(6 * DAY, { id: '1' });
      const recent = (is: object): Condition => ({
        rfm: { recency: is },
        thresholds: {
          recencyDays: [30, 10, 7, 3],
          frequency: [2, 3, 4, 5],
          monetary: { EUR: [500, 1000, 2000, 4000] },
        },
      });
      expect(await turning(recent({ atLeast: 4 }))).toEqual(now(Date.parse('2026-03-04T00:00:00Z')));
      expect(await verdict(recent({ atLeast: 5 }), NOW + 200 * DAY)).toEqual(never);
    });
  });
});
