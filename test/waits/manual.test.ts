import { customerIdentity, type ShopEvent, takeEvents } from '../../core/ingest';
import { DAY, TestClock } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { Canvas } from './canvas';

describeOnStores('A run by hand from the editor', (store) => {
  const byHand = (values = {}, clock = new TestClock()) =>
    new Canvas(store(), clock, values, { manual: true });

  test.each(['settled', 'timed_out'])('holds nobody and follows %s', async (testing) => {
    const canvas = byHand({ testing, amount: 30 });
    await canvas.arrive({ customerId: 'ann', colour: 'red' }, { customerId: 'bob' });
    expect(canvas.exits).toEqual([`ann ${testing}`, `bob ${testing}`]);
    expect(canvas.left[0]?.json).toMatchObject({ colour: 'red', journey: { name: 'flow', leg: 0 } });
    expect(await canvas.held()).toBeUndefined();
  });

  test('in a rehearsal comes back by Timed Out, a moment later', async () => {
    const canvas = byHand({ testing: 'rehearse', amount: 30, unit: 'minutes' });
    await canvas.arrive({ customerId: 'ann' });
    expect(canvas.exits).toEqual(['ann timed_out']);
  });

  test('in a rehearsal leaves by Purchased when a purchase comes meanwhile', async () => {
    const clock = new TestClock();
    const canvas = byHand({ testing: 'rehearse', amount: 30 }, clock);
    const running = canvas.arrive({ customerId: 'ann' });
    const order = { id: 'o1', amount: 1000, currency: 'EUR' };
    const paid: ShopEvent = {
      source: 'shop',
      sourceId: 'p1',
      name: 'order_paid',
      at: clock.now(),
      identities: [customerIdentity('shop', 'ann')],
      profile: {},
      data: { order },
    };
    await store().write((work) => takeEvents(work, store(), clock, [paid]));
    await running;
    expect(canvas.exits).toEqual(['ann settled']);
  });

  test('in a rehearsal ends when it is cancelled', async () => {
    const canvas = byHand({ testing: 'rehearse', amount: 3650 });
    const cancelling = new AbortController();
    Object.assign(canvas.context, { signal: cancelling.signal });
    const running = canvas.arrive({ customerId: 'ann' });
    cancelling.abort();
    await expect(running).rejects.toThrow(/abort/i);
  });

  test('tells of wrong settings as a real run would', async () => {
    await expect(byHand({ timeZone: 'Nowhere' }).arrive({ customerId: 'ann' })).rejects.toMatchObject({
      parameter: 'timeZone',
    });
    await expect(byHand().arrive({ colour: 'red' })).rejects.toMatchObject({ parameter: 'contact' });
  });

  test('leaves the people of the published workflow where they are', async () => {
    const clock = new TestClock();
    const published = new Canvas(store(), clock, { amount: 1, stepKey: 'welcome/day-1' });
    await published.arrive({ customerId: 'ann' });
    await byHand({ amount: 1, stepKey: 'welcome/day-1' }, clock).arrive({ customerId: 'ann' });
    expect(await published.held()).toMatchObject({ waiting: 1 });
    clock.advance(DAY);
    await published.look();
    await published.close();
    expect(published.exits).toEqual(['ann timed_out']);
  });
});
