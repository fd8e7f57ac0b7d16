import fc from 'fast-check';
import { after, admit, type Health, MOST_FAILURES } from '../../core/messages/delivery/breaker';
import { backoff } from '../../core/messages/delivery/backoff';
import { take } from '../../core/messages/delivery/rate';
import type { Http, HttpResponse } from '../../core/ports';
import { sendViaChannel } from '../../core/steps/send-via-channel';
import type { JsonObject, Step } from '../../core/steps';
import { openStore } from '../../core/store';
import { DAY, HOUR, TestClock } from '../support/clock';
import { httpAnswering } from '../support/http';
import { describeOnStores } from '../support/stores';
import { Canvas } from '../waits/canvas';
import { ledger, meet, send } from './people';

const MINUTE = 60_000;

describeOnStores('A message that cannot go out yet', (store, place) => {
  let clock: TestClock;
  let canvas: Canvas;
  let arrived: string[];
  let answer: (to: string) => HttpResponse;

  const status = (code: number, headers = {}): HttpResponse => ({ status: code, headers, body: '' });
  const http: Http = httpAnswering((request) => {
    const to = String(request.body);
    const response = answer(to);
    if (response.status === 200) arrived.push(to);
    return Promise.resolve(response);
  });
  const gateway = {
    channel: 'http',
    gatewayUrl: 'https://gateway.example/send',
    body: 'Hi',
    gatewayBody: '"{{ address }}"',
    gatewayAuthentication: 'none',
    stepKey: 'welcome',
  };
  const numberOf = (i: number) => `+49301${String(23_450 + i)}`;

  /** Send via Channel, published or not. */
  function sending(values: JsonObject = {}, how: { manual?: boolean; at?: ReturnType<typeof store> } = {}) {
    const { manual = false, at = store() } = how;
    const step: Step = { ...sendViaChannel };
    return new Canvas(at, clock, { ...gateway, ...values }, { http, manual, node: 'send' }, step);
  }
  /** The node asks for its people again, as it does every few seconds while it runs. */
  async function look(): Promise<void> {
    await canvas.close();
    await canvas.look();
  }
  const meetSome = (count: number) =>
    meet(
      canvas.context,
      Array.from({ length: count }, (_, i) => ({ id: `p${i}`, profile: { phone: numberOf(i) } })),
    );
  const some = (count: number) => Array.from({ length: count }, (_, i) => ({ customerId: `p${i}` }));
  const reasons = () =>
    canvas.left.map(({ output, json }) => [output, (json['message'] as JsonObject)['reason'] ?? null]);

  beforeEach(() => {
    clock = new TestClock();
    arrived = [];
    answer = () => status(200);
  });
  afterEach(() => canvas.close());

  describe('in quiet hours', () => {
    const night = { quietFrom: '08:00', quietUntil: '12:30' };

    test('is held until the next open minute, and goes on by Sent', async () => {
      canvas = sending(night);
      await meetSome(1);
      await canvas.look();
      await canvas.arrive({ customerId: 'p0', event: { order: { id: '7' } } });
      expect(canvas.left).toEqual([]);
      expect(await canvas.held()).toMatchObject({ waiting: 1 });
      clock.advance(3 * HOUR);
      await look();
      expect(arrived).toEqual([]);
      clock.advance(HOUR / 2);
      await look();
      expect(canvas.left).toMatchObject([
        {
          output: 'sent',
          json: { customerId: 'p0', event: { order: { id: '7' } }, message: { state: 'sent' } },
        },
      ]);
      expect(arrived).toEqual([`"${numberOf(0)}"`]);
      expect(await canvas.held()).toBeUndefined();
      expect(await ledger(canvas.context)).toMatchObject([{ state: 'sent', reason: null }]);
    });

    test('whoever unsubscribes meanwhile gets nothing', async () => {
      canvas = sending(night);
      await meetSome(1);
      await canvas.look();
      await canvas.arrive({ customerId: 'p0' });
      await meet(canvas.context, [{ id: 'p0', profile: {}, unsubscribed: true }]);
      clock.advance(4 * HOUR);
      await look();
      expect(reasons()).toEqual([['not_sent', 'unsubscribed']]);
      expect(arrived).toEqual([]);
    });

    test('an item that comes again while its message is held changes nothing', async () => {
      canvas = sending(night);
      await meetSome(1);
      await canvas.look();
      await canvas.arrive({ customerId: 'p0' });
      await canvas.arrive({ customerId: 'p0' });
      clock.advance(4 * HOUR);
      await look();
      await canvas.arrive({ customerId: 'p0' });
      expect(arrived).toHaveLength(1);
      expect(reasons()).toEqual([
        ['sent', null],
        ['sent', null],
      ]);
    });

    test.each([
      ['where nobody would let it go: the node does not run', {}, {}, false],
      ['in a run by hand', {}, { manual: true }, true],
      ['where the step says so', { whenClosed: 'leave' }, {}, true],
    ])('leaves with its time %s', async (_, values, how, runs) => {
      canvas = sending({ ...night, ...values }, how);
      await meetSome(1);
      if (runs) await canvas.look();
      await canvas.arrive({ customerId: 'p0' });
      expect(canvas.left).toMatchObject([
        {
          output: 'not_sent',
          json: { message: { reason: 'quiet_hours', retryAt: '2026-03-02T12:30:00.000Z' } },
        },
      ]);
      expect(await canvas.held()).toBeUndefined();
    });

    test('of one person’s messages by two channels at one step, none is lost', async () => {
      canvas = sending(night);
      await meet(canvas.context, [{ id: 'p0', profile: { phone: numberOf(0), email: 'p@example.com' } }]);
      await canvas.look();
      await canvas.arrive({ customerId: 'p0' });
      const other = sending({ ...night, channel: 'outbox' });
      await other.arrive({ customerId: 'p0' });
      expect(other.left).toMatchObject([
        { output: 'not_sent', json: { message: { reason: 'quiet_hours' } } },
      ]);
      clock.advance(4 * HOUR);
      await look();
      expect(arrived).toHaveLength(1);
    });

    test('the newest of a countdown alone goes to who comes late', async () => {
      canvas = sending({ lateAfter: 24 });
      await meetSome(1);
      await canvas.look();
      const { clock: _, ...others } = canvas.context;
      const [first] = await send({ ...others, clock, http }, { ...gateway, stepKey: 'first' }, 'p0');
      if (!first || 'error' in first) throw new Error('the item did not go on');
      const { journey } = first.json;
      const passed = (ago: number) => ({
        customerId: 'p0',
        journey: { ...(journey as JsonObject), lastStepAt: clock.now() - ago },
      });
      await canvas.arrive(passed(3 * DAY));
      expect(reasons()).toEqual([['not_sent', 'too_late']]);
      await canvas.arrive(passed(2 * HOUR));
      expect(reasons()[1]).toEqual(['sent', null]);
    });
  });

  describe('because its provider cannot take it', () => {
    test('is tried again, later each time, and then leaves', async () => {
      canvas = sending({ mostTries: 3 });
      await meetSome(1);
      await canvas.look();
      answer = () => status(500);
      await canvas.arrive({ customerId: 'p0' });
      for (const longest of [1, 4]) {
        expect(canvas.left).toEqual([]);
        clock.advance((longest * MINUTE) / 2 - 1);
        await look();
        expect(await canvas.held()).toMatchObject({ waiting: 1 });
        clock.advance((longest * MINUTE) / 2 + 1);
        await look();
      }
      expect(reasons()).toEqual([['not_sent', 'temporary']]);
      expect(await canvas.held()).toBeUndefined();
    });

    test('reaches its person once, as soon as the provider can', async () => {
      canvas = sending();
      await meetSome(3);
      await canvas.look();
      answer = (to) => status(to.includes(numberOf(1)) ? 429 : 200, { 'retry-after': '600' });
      await canvas.arrive(...some(3));
      expect(canvas.exits).toEqual(['p0 sent', 'p2 sent']);
      answer = () => status(200);
      clock.advance(10 * MINUTE);
      await look();
      expect(canvas.exits).toEqual(['p0 sent', 'p2 sent', 'p1 sent']);
      expect(arrived.toSorted()).toEqual([0, 1, 2].map((i) => `"${numberOf(i)}"`));
    });

    test('lets all messages of the account rest, in every process, until the provider is back', async () => {
      canvas = sending({ stepKey: 'one' });
      await meetSome(200);
      await canvas.look();
      let asked = 0;
      answer = () => status((asked++, 503));
      await canvas.arrive(...some(200));
      // Two are under way at once beside those that have failed.
      expect(asked).toBeLessThan(MOST_FAILURES + 10);
      expect(canvas.left).toEqual([]);
      const other = await openStore(place());
      const second = sending({ stepKey: 'two', whenClosed: 'leave' }, { at: other });
      await second.arrive({ customerId: 'p0' });
      expect(second.left).toMatchObject([
        { output: 'not_sent', json: { message: { reason: 'provider_rests', retryAt: expect.any(String) } } },
      ]);
      await other.close();
      const before = asked;
      clock.advance(MINUTE);
      await look();
      expect(asked).toBe(before + 1);
      answer = () => status(200);
      for (let hour = 0; hour < 5; hour++) {
        clock.advance(HOUR);
        await look();
      }
      expect(new Set(arrived).size).toBe(200);
      expect(arrived).toHaveLength(200);
      expect(await canvas.held()).toBeUndefined();
    });
  });

  test('whose message has gone long ago takes neither the trial of a provider in trouble nor a turn of the others', async () => {
    canvas = sending({ whenClosed: 'leave', mostPerSecond: 1 });
    await meetSome(7);
    await canvas.arrive(...some(1));
    answer = () => status(503);
    for (let i = 1; i <= MOST_FAILURES; i++) {
      clock.advance(1_000);
      await canvas.arrive({ customerId: `p${i}` });
    }
    answer = () => status(200);
    clock.advance(HOUR);
    await canvas.arrive({ customerId: 'p0' }, { customerId: 'p6' });
    expect(arrived).toEqual([`"${numberOf(0)}"`, `"${numberOf(6)}"`]);
  });

  describe('because its account has sent as much as it may', () => {
    test('waits for its turn; all who send by the account share it', async () => {
      canvas = sending({ mostPerSecond: 10, stepKey: 'one' });
      await meetSome(30);
      await canvas.look();
      await canvas.arrive(...some(30));
      expect(arrived).toHaveLength(10);
      const other = await openStore(place());
      const second = sending({ mostPerSecond: 10, stepKey: 'two', whenClosed: 'leave' }, { at: other });
      await second.arrive({ customerId: 'p0' });
      expect(second.left).toMatchObject([
        { output: 'not_sent', json: { message: { reason: 'rate_limited' } } },
      ]);
      await other.close();
      for (const sent of [20, 30]) {
        clock.advance(1_000);
        await look();
        expect(arrived).toHaveLength(sent);
      }
      expect(canvas.exits).toHaveLength(30);
      expect(new Set(arrived).size).toBe(30);
    });
  });
});

test('a bucket never gives more than its rate and one second of messages, and never refuses what fits', () => {
  const asks = fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 3_000_000 }), wanted: fc.integer({ min: 1, max: 50 }) }),
  );
  fc.assert(
    fc.property(fc.constantFrom(0.2, 1, 7, 30, 1_000), asks, (perSecond, calls) => {
      let bucket = { fullAt: 0, queueUntil: 0 };
      let now = Date.parse('2026-03-02T09:00:00Z') * 1_000;
      const given: { at: number; count: number }[] = [];
      for (const { after: passed, wanted } of calls) {
        now += passed;
        const taken = take(bucket, wanted, perSecond, now);
        bucket = taken;
        given.push({ at: now, count: taken.now });
        expect(taken.later).toHaveLength(wanted - taken.now);
        expect(taken.later).toEqual(taken.later.toSorted((a, b) => a - b));
        if (taken.later.length > 0) expect(taken.later[0]).toBeGreaterThan(now);
        for (const { at } of given) {
          const within = given.filter((one) => one.at >= at).reduce((sum, { count }) => sum + count, 0);
          expect(within).toBeLessThanOrEqual(
            Math.max(perSecond, 1) + ((now - at) / 1_000_000) * perSecond + 1e-3,
          );
        }
      }
    }),
  );
});

describe('the circuit breaker', () => {
  const calm: Health = { failures: 0, rests: 0, restUntil: 0 };
  const now = 1_000_000;

  test('opens after failures in a row, for longer each time, and lets one message try', () => {
    const open = after(calm, { answered: 0, failed: MOST_FAILURES }, now);
    expect(open.restUntil).toBeGreaterThan(now);
    expect(admit(open, 10, now).admitted).toBe(0);
    const probing = admit(open, 10, open.restUntil);
    expect(probing.admitted).toBe(1);
    expect(admit(probing.health, 10, open.restUntil).admitted).toBe(0);
    const again = after(probing.health, { answered: 0, failed: 1 }, open.restUntil);
    expect(again.restUntil - open.restUntil).toBe(2 * (open.restUntil - now));
    expect(after(again, { answered: 1, failed: 0 }, now)).toEqual(calm);
  });

  test('stays closed while the provider answers now and then', () => {
    let health = calm;
    for (let i = 0; i < 100; i++) health = after(health, { answered: 1, failed: 9 }, now);
    expect(admit(health, 10, now).admitted).toBe(10);
  });

  test('leaves a provider alone for as long as it asks', () => {
    const asked = after(calm, { answered: 3, failed: 1, askedUntil: now + HOUR }, now);
    expect(admit(asked, 5, now + HOUR - 1).admitted).toBe(0);
    expect(admit(asked, 5, now + HOUR).admitted).toBe(5);
  });
});

test('between tries there is more time each time, some of it by chance, or what the provider asks', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 30 }),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (tried, chance) => {
        const wait = backoff(tried, undefined, () => chance);
        const most = Math.min(MINUTE * 4 ** tried, 6 * HOUR);
        expect(wait).toBeGreaterThanOrEqual(most / 2);
        expect(wait).toBeLessThanOrEqual(most);
        expect(backoff(tried, 5_000, () => chance)).toBe(5_000);
      },
    ),
  );
});
