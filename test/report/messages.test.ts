import fc from 'fast-check';
import { type JsonObject, messageReport, type StepContext } from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import { customerIdentity, type ShopEvent, takeEvents } from '../../core/ingest';
import { meet, send } from '../messages/people';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { describeOnStores } from '../support/stores';

const DAY = 86_400_000;

/** A message by one of two steps, touched so many days later; undefined: never. */
interface Touched {
  step: 'a' | 'b';
  day: number;
  clicked: boolean;
}

interface Bought {
  day: number;
  amount: number;
  currency: 'EUR' | 'JPY';
  refunded: number;
}

describeOnStores('Message Report', (store) => {
  let clock: TestClock;
  let context: StepContext;
  let told: number;

  beforeEach(async () => {
    clock = new TestClock();
    context = contextOf(store(), clock);
    told = 0;
    await meet(context, [
      { id: 'ann', profile: { email: 'ann@example.com' } },
      { id: 'ben', profile: { email: 'ben@example.com' } },
    ]);
  });

  const tell = (name: string, who: string, data: ShopEvent['data'], source = 'shop') => {
    told += 1;
    const event = { source, sourceId: `${name} ${told}`, name, at: clock.now(), profile: {}, data };
    return store().write((work) =>
      takeEvents(work, store(), clock, [{ ...event, identities: [customerIdentity('shop', who)] }]),
    );
  };
  const write = async (step: string, who = 'ann'): Promise<number> => {
    await send(context, { channel: 'outbox', body: 'Hi', stepKey: step, subject: '' }, who);
    const { id } = await store()
      .db.selectFrom('message')
      .orderBy('id', 'desc')
      .select('id')
      .executeTakeFirstOrThrow();
    return id;
  };
  const click = (id: number, who = 'ann') =>
    tell('message_clicked', who, { message: { channel: 'outbox', id } }, 'message');
  const buy = async ({ amount, currency, refunded = 0 }: Partial<Bought>, who = 'ann') => {
    const order = { id: `o${told}`, ...(amount !== undefined && { amount, currency: currency ?? 'EUR' }) };
    await tell('order_paid', who, { order });
    if (refunded > 0) await tell('order_refunded', who, { order: { id: order.id, refunded } });
    return order.id;
  };
  const report = async (given: JsonObject = {}) => {
    const outcomes = await messageReport.run(
      [{ json: {}, values: stepValues(messageReport.parameters, given) }],
      context,
    );
    return outcomes.map((outcome) => ('error' in outcome ? outcome.error : outcome.json));
  };
  const eur = (orders: number, amount: number) => ({ orders, amount });

  test('says that there is nothing', async () => {
    const [outcome] = await messageReport.run(
      [{ json: { x: 1 }, values: stepValues(messageReport.parameters, {}) }],
      context,
    );
    expect(outcome).toEqual({ item: 0, output: 'none', json: { x: 1 } });
  });

  test('counts messages, people and what happened, by journey, step and channel', async () => {
    const first = await write('a');
    await write('a', 'ben');
    await write('b');
    await click(first);
    await click(first);
    await tell('message_delivered', 'ann', { message: { channel: 'outbox', id: first } }, 'message');
    expect(await report()).toMatchObject([
      {
        journey: 'flow',
        step: 'a',
        channel: 'outbox',
        sent: 2,
        people: 2,
        clicked: 1,
        delivered: 1,
        purchases: [],
      },
      { journey: 'flow', step: 'b', channel: 'outbox', sent: 1, people: 1, clicked: 0 },
    ]);
    expect(await report({ journey: 'another' })).toEqual([{}]);
  });

  test('the newest touch has all of an order by last touch, each an equal share by even split', async () => {
    for (const step of ['a', 'b', 'c']) {
      await click(await write(step));
      clock.advance(DAY);
    }
    await buy({ amount: 1000 });
    expect(await report()).toMatchObject([
      { step: 'a', purchases: [{ currency: 'EUR', last: eur(0, 0), split: eur(0.3333, 333) }] },
      { step: 'b', purchases: [{ last: eur(0, 0), split: eur(0.3333, 333) }] },
      { step: 'c', purchases: [{ last: eur(1, 1000), split: eur(0.3333, 334) }] },
    ]);
  });

  test.each([
    ['one that was only sent counts if sending is a touch', { touch: 'sent' }, false, 0, 1],
    ['one that was only sent counts for nothing else', { touch: 'clicked' }, false, 0, 0],
    ['one within the window counts', { windowDays: 2 }, true, 2 * DAY - 1, 1],
    ['one before the window does not', { windowDays: 2 }, true, 2 * DAY, 0],
  ])('of messages, %s', async (_, given, clicked, later, orders) => {
    const id = await write('a');
    if (clicked) await click(id);
    clock.advance(later);
    await buy({ amount: 500 });
    const [row] = await report(given);
    expect(row).toMatchObject({ purchases: orders === 0 ? [] : [{ last: eur(1, 500), split: eur(1, 500) }] });
  });

  test('an order that is cancelled or wholly refunded does not count, and of others what was refunded', async () => {
    await click(await write('a'));
    const id = await buy({ amount: 700 });
    await tell('order_cancelled', 'ann', { order: { id } });
    await buy({ amount: 300, refunded: 300 });
    await buy({ amount: 900, refunded: 200 });
    await buy({ amount: 900 }, 'ben');
    expect(await report()).toMatchObject([{ purchases: [{ last: eur(1, 700), split: eur(1, 700) }] }]);
  });

  test('is what somebody else would count: shares add up, the newest touch has all', async () => {
    const touches = fc.array(
      fc.record({ step: fc.constantFrom('a', 'b'), day: fc.nat(12), clicked: fc.boolean() }),
      { maxLength: 5 },
    );
    const purchases = fc.array(
      fc.record({
        day: fc.nat(14),
        amount: fc.integer({ min: 1, max: 1_000 }),
        currency: fc.constantFrom('EUR', 'JPY'),
        refunded: fc.nat(400),
      }),
      { maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(touches, purchases, async (sent, bought) => {
        told += 1_000;
        const who = `person ${told}`;
        await meet(context, [{ id: who, profile: { email: `p${told}@example.com` } }]);
        const started = clock.now();
        const happenings = [
          ...sent.map((one) => ({ day: one.day, order: 0, one, two: undefined })),
          ...bought.map((two) => ({ day: two.day, order: 1, one: undefined, two })),
        ].sort((a, b) => a.day - b.day || a.order - b.order);
        for (const { day, one, two } of happenings) {
          clock.advance(started + day * DAY - clock.now());
          if (one) await touch(one, who);
          if (two) await buy(two, who);
        }
        clock.advance(started + 15 * DAY - clock.now());
        const rows = await report({ windowDays: 5, touch: 'clicked', days: 20 });
        expect(totals(rows)).toEqual(expected(sent, bought, 5));
        clock.advance(60 * DAY);
      }),
      { numRuns: 12 },
    );
  });

  let touched = 0;
  async function touch({ step, clicked }: Touched, who: string): Promise<void> {
    touched += 1;
    const id = await write(`${step}${touched}`, who);
    if (clicked) await click(id, who);
  }
});

interface Total {
  orders: number;
  last: number;
  split: number;
}

/** Orders and amounts of all steps, by currency. */
function totals(rows: readonly unknown[]): Record<string, Total> {
  const sums: Record<string, Total> = {};
  for (const row of rows as {
    purchases?: { currency: string; last: { orders: number; amount: number }; split: { amount: number } }[];
  }[])
    for (const { currency, last, split } of row.purchases ?? []) {
      const sum = (sums[currency] ??= { orders: 0, last: 0, split: 0 });
      sum.orders += last.orders;
      sum.last += last.amount;
      sum.split += split.amount;
    }
  return sums;
}

/** Orders that were paid within the days after any click. */
function expected(sent: readonly Touched[], bought: readonly Bought[], days: number): Record<string, Total> {
  const sums: Record<string, Total> = {};
  for (const { day, amount, currency, refunded } of bought) {
    const led = sent.some((one) => one.clicked && one.day <= day && day < one.day + days);
    if (!led || (refunded > 0 && refunded >= amount)) continue;
    const sum = (sums[currency] ??= { orders: 0, last: 0, split: 0 });
    sum.orders += 1;
    sum.last += amount - refunded;
    sum.split += amount - refunded;
  }
  return sums;
}
