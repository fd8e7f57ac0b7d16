import fc from 'fast-check';
import { couponKey, type EventName, type ShopEvent, takeEvents } from '../../core/ingest';
import { couponIssue, couponPool } from '../../core/steps';
import { openStore, type Store } from '../../core/store';
import { importText } from '../import/importing';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { happened } from '../support/people';
import { leaving, runStep } from '../support/steps';
import { forget } from '../segments/oracle';
import { describeOnStores } from '../support/stores';
import { Canvas } from '../waits/canvas';

/** Known before they are anybody's: an order may come before its coupon. */
const CODES = [' früh-1', 'Spring-2'];
const PEOPLE = ['ann', 'bob'] as const;
const ORDERS = ['o0', 'o1', 'o2'];

type Who = (typeof PEOPLE)[number];

/** Whose an order is, by its place in ORDERS. */
const buyerOf = (order: string): Who => (order === 'o1' ? 'bob' : 'ann');

type Told = {
  order: string;
  name: EventName;
  at: number;
  codes: string[];
  amount?: number;
  refunded?: number;
};
type Move = { do: 'tell'; told: Told[] } | { do: 'issue'; code: number; to: Who } | { do: 'join' };

const oneOf = <T>(...from: readonly T[]) => fc.constantFrom(...from);

const eventNames = [
  'order_placed',
  'order_paid',
  'order_paid',
  'order_cancelled',
  'order_refunded',
  'coupon_redeemed',
  'checkout_started',
] as const;

const told: fc.Arbitrary<Told> = fc
  .record({
    order: oneOf(...ORDERS),
    name: oneOf(...eventNames),
    at: fc.nat(5),
    // As people and shops write them.
    codes: fc.subarray(['FRÜH-1 ', 'spring-2', 'OTHER']),
    money: oneOf(500, 1000),
  })
  .map(({ money, ...one }) => ({
    ...one,
    ...(one.name === 'order_refunded' ? { refunded: money } : { amount: money }),
  }));

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: oneOf('tell' as const),
        told: fc.array(told, { minLength: 1, maxLength: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: oneOf('issue' as const), code: fc.nat(1), to: oneOf(...PEOPLE) }),
    },
    { weight: 1, arbitrary: fc.record({ do: oneOf('join' as const) }) },
  ),
  { minLength: 1, maxLength: 10, size: 'max' },
);

interface Redeemed {
  code: string;
  order: string;
  at: number;
  own: boolean;
  givenBack: boolean;
}

/** What became of the coupons: worked out from all that was told, whatever its sequence. */
function expected(all: readonly Move[]): { states: string[]; redemptions: Redeemed[] } {
  const owners = new Map<number, Who>();
  for (const move of all) if (move.do === 'issue' && !owners.has(move.code)) owners.set(move.code, move.to);
  const joined = all.some((move) => move.do === 'join');
  const events = all.flatMap((move) => (move.do === 'tell' ? move.told : []));
  const redemptions = [...owners].flatMap(([code, owner]) =>
    ORDERS.flatMap((order): Redeemed[] => {
      const said = events.filter((event) => event.order === order);
      const used = said.some(({ codes }) => codes.map(couponKey).includes(couponKey(CODES[code] ?? '')));
      const when = said
        .filter(({ name }) => ['order_placed', 'order_paid', 'coupon_redeemed'].includes(name))
        .map(({ at }) => at);
      if (!used || when.length === 0) return [];
      const own = joined || buyerOf(order) === owner;
      return [
        { code: CODES[code]?.trim() ?? '', order, at: Math.min(...when), own, givenBack: isGivenBack(said) },
      ];
    }),
  );
  const states = [...owners.keys()].map((code) =>
    redemptions.some((one) => one.code === CODES[code]?.trim() && one.own && !one.givenBack)
      ? 'redeemed'
      : 'issued',
  );
  return { states: states.toSorted(), redemptions: redemptions.toSorted(byName) };
}

function isGivenBack(said: readonly Told[]): boolean {
  const refunded = said.reduce((sum, one) => sum + (one.refunded ?? 0), 0);
  const priced = said.flatMap(({ at, amount }) => (amount === undefined ? [] : [{ at, amount }]));
  const amount = priced.toSorted((a, b) => b.at - a.at || b.amount - a.amount)[0]?.amount ?? 0;
  return said.some(({ name }) => name === 'order_cancelled') || (refunded > 0 && refunded >= amount);
}

const byName = (a: Redeemed, b: Redeemed) => `${a.code} ${a.order}`.localeCompare(`${b.code} ${b.order}`);

const eventOf = ({ order: id, name, at, codes, amount, refunded }: Told): ShopEvent =>
  happened(name, buyerOf(id), at, {
    data: {
      order: {
        id,
        ...(amount !== undefined && { amount, currency: 'EUR' }),
        ...(refunded !== undefined && { refunded, currency: 'EUR' }),
        ...(codes.length > 0 && { coupons: codes }),
      },
    },
  });

async function actual(store: Store): Promise<ReturnType<typeof expected>> {
  const coupons = await store.db.selectFrom('coupon').select('state').execute();
  const redemptions = await store.db
    .selectFrom('redemption as r')
    .innerJoin('coupon as k', 'k.id', 'r.coupon_id')
    .select(['k.code', 'r.order_id as order', 'r.at', 'r.own', 'r.given_back'])
    .execute();
  return {
    states: coupons.map(({ state }) => state).toSorted(),
    redemptions: redemptions
      .map(({ own, given_back, ...one }) => ({ ...one, own: own === 1, givenBack: given_back === 1 }))
      .toSorted(byName),
  };
}

describeOnStores('Redemptions', (store, place) => {
  const clock = new TestClock(100);

  const take = (events: readonly ShopEvent[], at = store()) =>
    at.write((work) => takeEvents(work, at, clock, events));

  /** A pool of its own for each code; each is one purpose. */
  const issue = async (code: number, to: Who): Promise<string> => {
    const values = { source: 'pool', pool: `pool ${code}`, purpose: `purpose ${code}`, validDays: 0 };
    await runStep(couponPool, { pool: values.pool }, contextOf(store(), clock), [
      { code: CODES[code] ?? '' },
    ]);
    const outcomes = await runStep(couponIssue, values, contextOf(store(), clock), [{ customerId: to }]);
    return leaving(outcomes).output;
  };

  const bought = (order: string, more: Partial<Told> = {}) =>
    take([eventOf({ order, name: 'order_paid', at: 1, codes: CODES, amount: 1000, ...more })]);

  const join = () => take([happened('customer_registered', PEOPLE, 0)]);

  test('are what all orders say, in whatever sequence, batches and repetitions it is told', async () => {
    const property = fc.asyncProperty(moves, fc.array(fc.nat(30), { maxLength: 5 }), async (all, again) => {
      await forget(store());
      const events: ShopEvent[] = [];
      const given = new Set<number>();
      for (const move of all) {
        if (move.do === 'join') await join();
        if (move.do === 'issue' && !given.has(move.code)) await issue(move.code, move.to);
        if (move.do === 'issue') given.add(move.code);
        if (move.do === 'tell') {
          const told = move.told.map(eventOf);
          events.push(...told);
          await take(told);
        }
      }
      await take(again.flatMap((index) => events[index] ?? []));
      expect(await actual(store())).toEqual(expected(all));
    });
    await fc.assert(property, { numRuns: 25 });
  }, 180_000);

  test('an order that is cancelled or wholly refunded gives the coupon back, a part of the money does not', async () => {
    await issue(0, 'ann');
    await issue(1, 'ann');
    await bought('o0', { codes: ['früh-1'] });
    await bought('o2', { codes: ['SPRING-2'] });
    expect((await actual(store())).states).toEqual(['redeemed', 'redeemed']);
    await take([eventOf({ order: 'o2', name: 'order_refunded', at: 2, codes: [], refunded: 400 })]);
    expect((await actual(store())).states).toEqual(['redeemed', 'redeemed']);
    await take([
      eventOf({ order: 'o0', name: 'order_cancelled', at: 3, codes: [] }),
      eventOf({ order: 'o2', name: 'order_refunded', at: 3, codes: [], refunded: 600 }),
    ]);
    const { states, redemptions } = await actual(store());
    expect(states).toEqual(['issued', 'issued']);
    expect(redemptions.map(({ givenBack }) => givenBack)).toEqual([true, true]);
  });

  test('a stranger’s order is recorded as that, and neither uses the owner’s coupon up nor ends the owner’s wait', async () => {
    const canvas = new Canvas(store(), clock, { matching: 'coupon', match: 'FRÜH-1' });
    await issue(0, 'ann');
    await canvas.arrive({ customerId: 'ann' });
    await bought('o1', { at: 200 });
    await canvas.look();
    expect(canvas.exits).toEqual([]);
    expect(await actual(store())).toEqual({
      states: ['issued'],
      redemptions: [{ code: 'früh-1', order: 'o1', at: 200, own: false, givenBack: false }],
    });
    await join();
    await canvas.look();
    expect(canvas.exits).toEqual(['ann settled']);
    expect(await actual(store())).toMatchObject({ states: ['redeemed'], redemptions: [{ own: true }] });
    await canvas.close();
  });

  test('an imported order counts like one that was told, before the coupon and behind it', async () => {
    const file = (order: string, code: string) =>
      importText(
        store(),
        clock,
        `order,customer,placed at,amount,coupon\n${order},ann,1970-01-01,10,${code}\n`,
      );
    await file('i1', 'Früh-1');
    expect(await issue(0, 'ann')).toBe('issued');
    await issue(1, 'ann');
    expect((await actual(store())).states).toEqual(['issued', 'redeemed']);
    await file('i2', 'spring-2');
    expect((await actual(store())).states).toEqual(['redeemed', 'redeemed']);
  });

  test('orders of the owner and of strangers that come at once leave the coupon redeemed', async () => {
    await issue(0, 'ann');
    const other = await openStore(place());
    await bought('o0', { codes: [] });
    await bought('o1', { codes: [] });
    const used = Array.from({ length: 8 }, (_, i) =>
      eventOf({ order: i % 2 ? 'o0' : 'o1', name: 'coupon_redeemed', at: 2 + i, codes: ['früh-1'] }),
    );
    await Promise.all(used.map((event, i) => take([event], i % 4 < 2 ? store() : other)));
    await other.close();
    const { states, redemptions } = await actual(store());
    expect(states).toEqual(['redeemed']);
    expect(redemptions.map(({ own }) => own)).toEqual([true, false]);
  });
});
