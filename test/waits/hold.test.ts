import { lifecycleSegment } from '../../core/steps';
import type { Store } from '../../core/store';
import { DAY, TestClock } from '../support/clock';
import { take } from '../support/people';
import { runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { Canvas } from './canvas';

const SECOND = 1_000;

describeOnStores('Wait Until Purchase', (store) => {
  let clock: TestClock;
  let canvas: Canvas;

  const put = (values = {}, at: Store = store()) =>
    (canvas = new Canvas(at, clock, { deadline: 'after_enrolment', amount: 3, ...values }));
  const begin = (...people: string[]) =>
    runStep(
      lifecycleSegment,
      {},
      canvas.context,
      people.map((customerId) => ({ customerId })),
    );

  beforeEach(() => {
    clock = new TestClock();
    put();
  });

  afterEach(() => canvas.close());

  test('holds people, and hands on who buys at once with what they bought', async () => {
    await canvas.arrive({ customerId: 'ann', colour: 'red' }, { customerId: 'bob' });
    await canvas.look();
    expect(canvas.exits).toEqual([]);
    expect(await canvas.held()).toMatchObject({ waiting: 2, title: 'A step' });
    clock.advance(DAY);
    const order = { id: 'o1', amount: 4990, currency: 'EUR' };
    await take(store(), clock, 'order_paid', 'ann', { data: { order } });
    await canvas.look();
    expect(canvas.left).toEqual([
      {
        output: 'settled',
        json: {
          customerId: 'ann',
          colour: 'red',
          settledBy: { name: 'order_paid', at: new Date(clock.now()).toISOString(), order },
          journey: {
            enrolment: expect.any(Number),
            leg: expect.any(Number),
            lastStepAt: clock.now(),
            name: 'flow',
          },
        },
      },
    ]);
    await canvas.look();
    expect(canvas.exits).toEqual(['ann settled']);
    expect(await canvas.held()).toMatchObject({ waiting: 1, aside: 0 });
  });

  test('lets people go on at their deadline, not a millisecond earlier', async () => {
    await canvas.arrive({ customerId: 'ann' });
    clock.advance(3 * DAY - 1);
    await canvas.look();
    expect(canvas.exits).toEqual([]);
    clock.advance(1);
    await canvas.look();
    expect(canvas.exits).toEqual(['ann timed_out']);
    expect(canvas.left[0]?.json['journey']).toMatchObject({ lastStepAt: clock.now() });
    expect(canvas.left[0]?.json).not.toHaveProperty('settledBy');
  });

  test('a purchase after the deadline changes nothing', async () => {
    await canvas.arrive({ customerId: 'ann' });
    clock.advance(3 * DAY);
    await canvas.look();
    await take(store(), clock, 'order_paid', 'ann');
    await canvas.look();
    expect(canvas.exits).toEqual(['ann timed_out']);
  });

  test('a purchase a second before parking is not missed', async () => {
    await begin('ann');
    clock.advance(DAY);
    await take(store(), clock, 'order_paid', 'ann');
    clock.advance(SECOND);
    await canvas.arrive({ customerId: 'ann' });
    await canvas.look();
    expect(canvas.exits).toEqual(['ann settled']);
  });

  test('a purchase from before the journey does not count', async () => {
    await take(store(), clock, 'order_paid', 'ann');
    clock.advance(SECOND);
    await canvas.arrive({ customerId: 'ann' });
    await canvas.look();
    expect(canvas.exits).toEqual([]);
  });

  test('a purchase that comes late but happened in time counts', async () => {
    await canvas.arrive({ customerId: 'ann' });
    const bought = clock.now() + SECOND;
    clock.advance(2 * DAY);
    await take(store(), clock, 'order_paid', 'ann', { at: bought });
    await canvas.look();
    expect(canvas.left[0]?.json['journey']).toMatchObject({ lastStepAt: bought });
  });

  test('other people’s purchases and other events do not count', async () => {
    await canvas.arrive({ customerId: 'ann' });
    await take(store(), clock, 'order_paid', 'bob');
    await take(store(), clock, 'order_placed', 'ann');
    await take(store(), clock, 'cart_updated', 'ann');
    await canvas.look();
    expect(canvas.exits).toEqual([]);
  });

  test('waits for any event that is chosen', async () => {
    put({ until: 'cart_updated' });
    await canvas.arrive({ customerId: 'ann' });
    await take(store(), clock, 'order_paid', 'ann');
    await take(store(), clock, 'cart_updated', 'ann', { data: { cart: { items: 1 } } });
    await canvas.look();
    expect(canvas.left[0]?.json['settledBy']).toMatchObject({ name: 'cart_updated', cart: { items: 1 } });
  });

  test('the same item twice is held once, and passes once', async () => {
    await Promise.all([
      canvas.arrive({ customerId: 'ann' }),
      canvas.arrive({ customerId: 'ann' }),
      canvas.arrive({ customerId: 'ann' }, { customerId: 'ann' }),
    ]);
    expect(await canvas.held()).toMatchObject({ waiting: 1 });
    clock.advance(3 * DAY);
    await canvas.look();
    await canvas.arrive({ customerId: 'ann' });
    await canvas.look();
    expect(canvas.exits).toEqual(['ann timed_out']);
    expect(await canvas.held()).toBeUndefined();
  });

  test('a loop holds a person lap by lap', async () => {
    put({ deadline: 'after_last_step' });
    await canvas.arrive({ customerId: 'ann' });
    for (const lap of [1, 2, 3]) {
      clock.advance(3 * DAY);
      await canvas.look();
      expect(canvas.left).toHaveLength(lap);
      await canvas.arrive(canvas.left.at(-1)?.json ?? {});
      await canvas.look();
      expect(canvas.left).toHaveLength(lap);
    }
    await take(store(), clock, 'order_paid', 'ann');
    await canvas.look();
    expect(canvas.exits).toEqual(['ann timed_out', 'ann timed_out', 'ann timed_out', 'ann settled']);
  });

  test('people who rehearse go on in their own time', async () => {
    await take(store(), clock, 'customer_registered', 'ann', { speed: 43_200 });
    await canvas.arrive({ customerId: 'ann' }, { customerId: 'bob' });
    clock.advance((3 * DAY) / 43_200 - 1);
    await canvas.look();
    expect(canvas.exits).toEqual([]);
    clock.advance(1);
    await canvas.look();
    expect(canvas.exits).toEqual(['ann timed_out']);
    expect(canvas.left[0]?.json['journey']).toMatchObject({
      lastStepAt: clock.now() - (3 * DAY) / 43_200 + 3 * DAY,
    });
  });

  test('a batch with nobody in it, and an item of another installation, are told and hold up nobody', async () => {
    await expect(canvas.arrive({ customerId: 'ann' }, { colour: 'red' })).rejects.toMatchObject({
      parameter: 'contact',
      advice: expect.any(String),
    });
    await expect(
      canvas.arrive({ customerId: 'bob' }, { journey: { enrolment: 999, leg: 0 } }),
    ).rejects.toMatchObject({ advice: expect.stringContaining('installation') });
    expect(await canvas.held()).toMatchObject({ waiting: 2 });
  });
});
