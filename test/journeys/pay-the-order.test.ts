import type { EventName } from '../../core/ingest';
import { payTheOrder } from '../../journeys/pay-the-order';
import { DAY, HOUR, TestClock } from '../support/clock';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { Walk } from './walk';

describeOnStores('The journey that gets an order paid', (store) => {
  let clock: TestClock;
  let walk: Walk;
  const order = { id: '5001', currency: 'EUR', amount: 12_000 };

  beforeEach(async () => {
    clock = new TestClock();
    walk = new Walk(payTheOrder, store(), clock);
    await happens('order_placed');
    await walk.arrive('Until Half an Hour', {
      email: 'ann@example.com',
      event: { name: 'order_placed', order },
    });
  });
  afterEach(() => walk.close());

  const happens = (name: EventName) =>
    take(store(), clock, name, ['ann', 'ann@example.com'], {
      data: { order },
      profile: { email: 'ann@example.com', firstName: 'Ann' },
    });
  const after = async (span: number) => {
    clock.advance(span);
    await walk.look();
  };
  const messages = () =>
    store().db.selectFrom('outbox').select(['subject', 'body']).orderBy('message_id').execute();

  test('nothing happens to an order that is paid at once', async () => {
    await happens('order_paid');
    await after(HOUR);
    expect(walk.passed).toEqual(['Until Half an Hour: settled']);
    expect(await messages()).toEqual([]);
  });

  test('offers more as time goes by, with one code until the cash coupon', async () => {
    await after(HOUR / 2);
    await after(12 * HOUR);
    await after(DAY);
    await after(6 * DAY);
    await after(24 * DAY);
    const sent = await messages();
    expect(sent.map(({ subject }) => subject)).toEqual([
      'Your order is waiting, and so is 8 % off',
      'We keep your order for you',
      'Is anything missing?',
      '200 points for you',
      '€10.00 for your next order',
    ]);
    const coupons = await store().db.selectFrom('coupon').select(['purpose', 'code']).orderBy('id').execute();
    expect(coupons.map(({ purpose }) => purpose)).toEqual(['pay', 'cash']);
    const bodies = sent.map(({ body }) => body);
    expect(bodies[0]).toContain(
      `your order 5001 over €120.00 is not paid yet. With the code ${coupons[0]?.code}`,
    );
    expect(bodies[1]).toContain(coupons[0]?.code);
    expect(bodies[3]).toContain('you have 200 now');
    expect(bodies[4]).toContain(coupons[1]?.code);
  });

  test.each(['order_paid', 'order_cancelled'] as const)('%s ends it', async (name) => {
    await after(HOUR / 2);
    await happens(name);
    await after(30 * DAY);
    await after(30 * DAY);
    expect(await messages()).toHaveLength(1);
    expect(walk.passed.at(-1)).toBe(
      name === 'order_paid' ? 'Until 19:00: settled' : 'Unpaid at 19:00?: other',
    );
  });
});
