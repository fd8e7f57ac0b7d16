import type { Condition } from '../../core/segments/definition/types';
import { DAY } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { always, annIn, later, never, now, NOW } from './ann';

describeOnStores('All, any, none', (store) => {
  const { did, order, verdict, turning } = annIn(store);

  describe('all, any, none', () => {
    const bought: Condition = { did: 'order_paid', when: { last: { days: 30 } } };
    const viewed: Condition = { did: 'product_viewed', when: { last: { days: 7 } } };

    test('turn with the first of their parts that turns', async () => {
      await order(10 * DAY, { id: '1' });
      await did('product_viewed', DAY);
      expect(await turning({ all: [bought, viewed] })).toEqual(now(NOW + 6 * DAY));
      expect(await turning({ none: [bought, { did: 'cart_updated' }] })).toEqual(later(NOW + 20 * DAY));
      expect(await verdict({ any: [bought, viewed] })).toEqual(now(NOW + 6 * DAY));
    });

    test('time does not matter while what it cannot change decides', async () => {
      await order(10 * DAY, { id: '1' });
      expect(await verdict({ all: [bought, { tag: 'vip' }] })).toEqual(never);
      expect(await verdict({ any: [bought, { did: 'order_paid' }] })).toEqual(always);
      expect(await verdict({ none: [bought, { did: 'order_paid' }] })).toEqual(never);
      expect(await verdict({ all: [bought, { any: [{ tag: 'vip' }, { did: 'order_paid' }] }] })).toEqual(
        now(NOW + 20 * DAY),
      );
    });
  });
});
