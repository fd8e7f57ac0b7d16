import { type JsonObject, lifecycleSegment } from '../../core/steps';
import { DAY, TestClock } from '../support/clock';
import { take } from '../support/people';
import { runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { Canvas } from './canvas';

const order = {
  id: 'o2',
  amount: 4990,
  currency: 'EUR',
  items: [{ category: 'Shoes ' }],
  coupons: ['welcome-1'],
};

describeOnStores('What a wait is about', (store) => {
  let clock: TestClock;
  let canvas: Canvas;

  beforeEach(() => {
    clock = new TestClock();
  });

  afterEach(() => canvas.close());

  const cases: [string, string[], JsonObject, JsonObject?][] = [
    ['any purchase', ['ann settled'], { matching: 'any' }],
    ['this order', ['ann settled'], { matching: 'order', match: 'o2' }],
    ['another order', [], { matching: 'order', match: 'o1' }],
    ['this category, however it is written', ['ann settled'], { matching: 'category', match: 'sHOES' }],
    ['another category', [], { matching: 'category', match: 'hats' }],
    ['this coupon, however it is written', ['ann settled'], { matching: 'coupon', match: ' Welcome-1' }],
    ['another coupon', [], { matching: 'coupon', match: 'welcome-2' }],
    ['the coupon of the item', ['ann settled'], { matching: 'coupon' }, { coupon: { code: 'WELCOME-1' } }],
    ['another coupon in the item', [], { matching: 'coupon' }, { coupon: { code: 'OTHER' } }],
  ];

  describe.each(['before', 'after'])('told %s parking', (when) => {
    test.each(cases)('%s', async (_, exits, values, item = {}) => {
      canvas = new Canvas(store(), clock, values);
      const buy = () => take(store(), clock, 'order_paid', 'ann', { data: { order } });
      await runStep(lifecycleSegment, {}, canvas.context, [{ customerId: 'ann' }]);
      if (when === 'before') await buy();
      await canvas.arrive({ customerId: 'ann', ...item });
      if (when === 'after') await buy();
      await canvas.look();
      expect(canvas.exits).toEqual(exits);
    });
  });

  test('the order of the item', async () => {
    canvas = new Canvas(store(), clock, { matching: 'order', until: 'order_paid' });
    await canvas.arrive({ customerId: 'ann', event: { name: 'order_placed', order: { id: 'o1' } } });
    await take(store(), clock, 'order_paid', 'ann', { data: { order: { id: 'o9' } } });
    await canvas.look();
    expect(canvas.exits).toEqual([]);
    await take(store(), clock, 'order_paid', 'ann', { data: { order: { id: 'o1' } } });
    await canvas.look();
    expect(canvas.exits).toEqual(['ann settled']);
  });

  test('a viewed product has its category', async () => {
    canvas = new Canvas(store(), clock, { until: 'product_viewed', matching: 'category', match: 'hats' });
    await canvas.arrive({ customerId: 'ann' });
    await take(store(), clock, 'product_viewed', 'ann', {
      data: { product: { id: 'p1', category: 'shoes' } },
    });
    await canvas.look();
    expect(canvas.exits).toEqual([]);
    await take(store(), clock, 'product_viewed', 'ann', {
      data: { product: { id: 'p2', category: 'Hats' } },
    });
    await canvas.look();
    expect(canvas.exits).toEqual(['ann settled']);
  });

  test.each(['order', 'category', 'coupon'])(
    'an item that does not say which %s is an error, and is not held',
    async (matching) => {
      canvas = new Canvas(store(), clock, { matching });
      await expect(canvas.arrive({ customerId: 'ann' })).rejects.toMatchObject({
        name: 'StepError',
        parameter: 'match',
        message: expect.stringContaining(matching),
        advice: expect.stringContaining('Match'),
      });
      clock.advance(DAY);
      await canvas.look();
      expect(await canvas.held()).toBeUndefined();
    },
  );
});
