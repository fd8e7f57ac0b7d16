import fc from 'fast-check';
import {
  type Buyer,
  cutsFromThresholds,
  cutsOf,
  NOBODY,
  quintileCuts,
  type Rfm,
  scoreByCuts,
  tierOf,
  tiers,
} from '../../core/scores';
import { DAY } from '../support/clock';
import { retailBuyers, retailLines, retailMissing } from './support/online-retail';
import { describeWhere } from './support/where';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const buyer = (said: Partial<Buyer> = {}): Buyer => ({
  lastPaidAt: NOW,
  orders: 1,
  spent: 1000,
  currency: 'EUR',
  ...said,
});

function refusal(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
}

/** The score by its definition. */
const byDefinition = (value: number, all: readonly number[]) =>
  1 + Math.floor((5 * all.filter((other) => other < value).length) / all.length);

describe('quintiles', () => {
  const buyers = fc.array(
    fc.record({
      lastPaidAt: fc.integer({ min: NOW - 9 * DAY, max: NOW }),
      orders: fc.integer({ min: 1, max: 9 }),
      spent: fc.integer({ min: -50, max: 50 }),
      currency: fc.constantFrom('EUR', 'JPY'),
    }),
    { minLength: 1, maxLength: 60 },
  );

  test('cuts give everybody the score of its definition, money within its currency', () => {
    fc.assert(
      fc.property(buyers, (people) => {
        const cuts = cutsOf(people);
        const day = ({ lastPaidAt }: Buyer) => Math.floor(lastPaidAt / DAY);
        for (const person of people) {
          const peers = people.filter(({ currency }) => currency === person.currency);
          expect(scoreByCuts(cuts, person)).toEqual({
            r: byDefinition(day(person), people.map(day)),
            f: byDefinition(
              person.orders,
              people.map(({ orders }) => orders),
            ),
            m: byDefinition(
              person.spent,
              peers.map(({ spent }) => spent),
            ),
          });
        }
      }),
    );
  });

  test('who buys more, later or for more never scores less', () => {
    fc.assert(
      fc.property(buyers, fc.nat(3 * DAY), fc.nat(5), fc.nat(50), (people, later, orders, spent) => {
        const cuts = cutsOf(people);
        for (const person of people) {
          const before = scoreByCuts(cuts, person);
          const after = scoreByCuts(cuts, {
            ...person,
            lastPaidAt: person.lastPaidAt + later,
            orders: person.orders + orders,
            spent: person.spent + spent,
          });
          expect([after.r >= before.r, after.f >= before.f, after.m >= before.m]).toEqual([true, true, true]);
        }
      }),
    );
  });

  test('five different values score 1 to 5; one value for all scores 1', () => {
    expect(quintileCuts([10, 50, 30, 20, 40])).toEqual([20, 30, 40, 50]);
    expect(quintileCuts([7, 7, 7])).toEqual([NOBODY, NOBODY, NOBODY, NOBODY]);
    expect(quintileCuts([])).toEqual([NOBODY, NOBODY, NOBODY, NOBODY]);
  });

  test('money in a currency that nobody had spent scores 1', () => {
    const cuts = cutsOf([10, 20, 30, 40, 50].map((spent) => buyer({ spent })));
    expect(scoreByCuts(cuts, buyer({ spent: 50 })).m).toBe(5);
    expect(scoreByCuts(cuts, buyer({ spent: 50, currency: 'JPY' })).m).toBe(1);
    expect(scoreByCuts(cuts, buyer({ spent: 50, currency: null })).m).toBe(1);
  });
});

describe('fixed thresholds', () => {
  const thresholds = {
    recencyDays: [180, 90, 60, 30],
    frequency: [2, 3, 5, 10],
    monetary: { EUR: [5_000, 10_000, 20_000, 50_000] },
  };

  test.each<[string, Partial<Buyer>, Partial<Rfm>]>([
    ['30 days ago', { lastPaidAt: NOW - 30 * DAY }, { r: 5 }],
    ['30 days ago, early in the day', { lastPaidAt: Date.parse('2026-01-31T00:00:00Z') }, { r: 5 }],
    ['31 days ago', { lastPaidAt: NOW - 31 * DAY }, { r: 4 }],
    ['180 days ago', { lastPaidAt: NOW - 180 * DAY }, { r: 2 }],
    ['181 days ago', { lastPaidAt: NOW - 181 * DAY }, { r: 1 }],
    ['one order', { orders: 1 }, { f: 1 }],
    ['five orders', { orders: 5 }, { f: 4 }],
    ['eleven orders', { orders: 11 }, { f: 5 }],
    ['49.99', { spent: 4_999 }, { m: 1 }],
    ['50.00', { spent: 5_000 }, { m: 2 }],
    ['500.00', { spent: 50_000 }, { m: 5 }],
  ])('%s', (_, said, score) => {
    expect(scoreByCuts(cutsFromThresholds(thresholds, NOW), buyer(said))).toMatchObject(score);
  });

  test.each([
    ['recencyDays', { recencyDays: [90, 60, 30] }],
    ['recencyDays', { recencyDays: [30, 60, 90, 180] }],
    ['frequency', { frequency: [2, 3, 3, 4] }],
    ['monetary.JPY', { monetary: { JPY: [4, 3, 2, 1] } }],
  ])('%s that are not four in order are refused', (parameter, said) => {
    expect(refusal(() => cutsFromThresholds({ ...thresholds, ...said }, NOW))).toMatchObject({
      name: 'StepError',
      parameter,
      advice: expect.any(String),
    });
  });
});

describe('tiers', () => {
  const scores = [1, 2, 3, 4, 5];
  const all = scores.flatMap((r) => scores.flatMap((f) => scores.map((m) => ({ r, f, m }))));

  test('each of the 125 combinations is in one tier, and each tier has some', () => {
    expect(all).toHaveLength(125);
    const reached = new Set(all.map(tierOf));
    expect(reached).toEqual(new Set(tiers.map(({ value }) => value)));
  });

  test.each<[Rfm, string]>([
    [{ r: 5, f: 5, m: 5 }, 'champions'],
    [{ r: 3, f: 5, m: 4 }, 'loyal'],
    [{ r: 4, f: 2, m: 3 }, 'potential_loyalist'],
    [{ r: 5, f: 1, m: 1 }, 'new'],
    [{ r: 4, f: 1, m: 1 }, 'promising'],
    [{ r: 3, f: 3, m: 3 }, 'need_attention'],
    [{ r: 3, f: 1, m: 2 }, 'about_to_sleep'],
    [{ r: 2, f: 4, m: 3 }, 'at_risk'],
    [{ r: 1, f: 5, m: 5 }, 'cannot_lose'],
    [{ r: 2, f: 1, m: 2 }, 'hibernating'],
    [{ r: 1, f: 1, m: 1 }, 'lost'],
  ])('%j is %s', (rfm, tier) => {
    expect(tierOf(rfm)).toBe(tier);
  });

  test('other scores are no scores', () => {
    expect(() => tierOf({ r: 0, f: 1, m: 1 })).toThrow(RangeError);
    expect(() => tierOf({ r: 1, f: 9, m: 5 })).toThrow(RangeError);
  });
});

describeWhere(retailMissing, 'Online Retail at 2011-12-10', () => {
  test('customer 12347: 3 days, 7 orders, 4,310.00; quintiles that hold by their definition', () => {
    const people = retailBuyers(retailLines());
    expect(people.size).toBe(4339);
    const known = people.get('12347');
    expect(known).toMatchObject({ orders: 7, spent: 431_000, currency: 'GBP' });
    const today = Date.parse('2011-12-10T00:00:00Z') / DAY;
    expect(today - Math.floor((known?.lastPaidAt ?? 0) / DAY)).toBe(3);

    const buyers = [...people.values()];
    const cuts = cutsOf(buyers);
    const days = buyers.map(({ lastPaidAt }) => Math.floor(lastPaidAt / DAY));
    expect(known && scoreByCuts(cuts, known)).toEqual({
      r: byDefinition(today - 3, days),
      f: byDefinition(
        7,
        buyers.map(({ orders }) => orders),
      ),
      m: 5,
    });
  });
});
