import fc from 'fast-check';
import { type BgNbd, type BuyingHistory, expectedPurchases, fitBgNbd, pAlive } from '../../core/scores';
import { cdnowCustomers, cdnowMissing } from './support/cdnow';
import { randomOf } from './support/random';
import { describeWhere } from './support/where';

const published: BgNbd = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const once = (history: BuyingHistory) => ({ ...history, count: 1 });

/** Buys and leaves as the model says, from the first purchase to an age in weeks. */
function simulated(model: BgNbd, age: number, random: ReturnType<typeof randomOf>): BuyingHistory {
  const rate = random.gamma(model.r) / model.alpha;
  const leaving = random.beta(model.a, model.b);
  let [repeats, lastAfter] = [0, 0];
  for (let at = random.exponential(rate); at <= age; at += random.exponential(rate)) {
    repeats += 1;
    lastAfter = at;
    if (random.uniform() < leaving) break;
  }
  return { repeats, lastAfter, age };
}

describeWhere(cdnowMissing, 'the CDNOW sample, calibrated to 1997-09-30', () => {
  test('gives the published parameters, expectation and probability', async () => {
    const customers = cdnowCustomers();
    expect(customers).toHaveLength(2357);
    const model = await fitBgNbd(customers.map(once));
    if (!model) throw new Error('nothing was fitted');
    expect(model.r).toBeCloseTo(0.243, 3);
    expect(model.alpha).toBeCloseTo(4.414, 3);
    expect(model.a).toBeCloseTo(0.793, 3);
    expect(model.b).toBeCloseTo(2.426, 3);
    const customer = { repeats: 2, lastAfter: 30.43, age: 38.86 };
    expect(expectedPurchases(model, customer, 39)).toBeCloseTo(1.226, 3);
    expect(pAlive(model, customer)).toBeCloseTo(0.727, 3);
  });
});

describe('BG/NBD', () => {
  const buyers = (count: number, random = randomOf(7)) =>
    Array.from({ length: count }, () => simulated(published, 20 + 60 * random.uniform(), random));

  test('finds the model that made the histories, alike ones counted together or not', async () => {
    const histories = buyers(8_000);
    const cells = new Map<string, BuyingHistory & { count: number }>();
    for (const { repeats, lastAfter, age } of histories) {
      const alike = { repeats, lastAfter: Math.round(lastAfter), age: Math.round(age), count: 0 };
      const key = Object.values(alike).join();
      cells.set(key, { ...alike, count: (cells.get(key)?.count ?? 0) + 1 });
    }
    const model = await fitBgNbd([...cells.values()]);
    expect(model?.r).toBeCloseTo(published.r, 1);
    expect(model?.alpha).toBeCloseTo(published.alpha, 0);
    const share = ({ a, b }: BgNbd) => a / (a + b);
    expect(model && share(model)).toBeCloseTo(share(published), 1);
  });

  test('lets others have the event loop', async () => {
    let turns = 0;
    const every = setInterval(() => (turns += 1), 1);
    await fitBgNbd(buyers(2_000).map(once));
    clearInterval(every);
    expect(turns).toBeGreaterThan(3);
  });

  test('says nothing of a base too small', async () => {
    expect(await fitBgNbd([])).toBeUndefined();
    expect(await fitBgNbd([{ repeats: 0, lastAfter: 0, age: 30, count: 10_000 }])).toBeUndefined();
    expect(await fitBgNbd([{ repeats: 2, lastAfter: 9, age: 30, count: 60 }])).toBeUndefined();
  });

  const models = fc.record({
    r: fc.double({ min: 0.05, max: 5, noNaN: true }),
    alpha: fc.double({ min: 0.1, max: 100, noNaN: true }),
    a: fc.double({ min: 0.05, max: 5, noNaN: true }),
    b: fc.double({ min: 0.05, max: 20, noNaN: true }),
  });
  const histories = fc
    .record({
      repeats: fc.nat(200),
      until: fc.double({ min: 0.01, max: 1, noNaN: true }),
      age: fc.integer({ min: 1, max: 500 }),
    })
    .map(({ repeats, until, age }) => ({ repeats, lastAfter: repeats === 0 ? 0 : until * age, age }));

  test('probabilities lie between 0 and 1, and fall while nothing is bought', () => {
    fc.assert(
      fc.property(models, histories, fc.nat(100), (model, history, later) => {
        const now = pAlive(model, history);
        expect(now).toBeGreaterThanOrEqual(0);
        expect(now).toBeLessThanOrEqual(1);
        expect(pAlive(model, { ...history, age: history.age + later })).toBeLessThanOrEqual(now);
      }),
    );
  });

  test('expectations are none for no time, and grow with it, but by no more than the rate', () => {
    fc.assert(
      fc.property(models, histories, fc.integer({ min: 1, max: 104 }), (model, history, weeks) => {
        const expected = [0, weeks, 2 * weeks].map((time) => expectedPurchases(model, history, time));
        const rate = (model.r + history.repeats) / (model.alpha + history.age);
        expect(expected[0]).toBeCloseTo(0, 9);
        expect(expected[1]).toBeGreaterThanOrEqual(-1e-6);
        expect(expected[1]).toBeLessThanOrEqual(rate * weeks * (1 + 1e-6));
        expect(expected[2]).toBeGreaterThanOrEqual((expected[1] ?? 0) - 1e-6);
      }),
    );
  });

  test('expectations are smooth where the formula divides by nothing', () => {
    const history = { repeats: 3, lastAfter: 20, age: 30 };
    const at = (a: number) => expectedPurchases({ ...published, a }, history, 39);
    expect(at(1)).toBeCloseTo((at(0.999) + at(1.001)) / 2, 5);
  });

  test('somebody who bought once is expected to buy as newcomers do', () => {
    const random = randomOf(11);
    const both = Array.from({ length: 40_000 }, () => simulated(published, 26, random).repeats);
    const average = both.reduce((sum, repeats) => sum + repeats, 0) / both.length;
    expect(expectedPurchases(published, { repeats: 0, lastAfter: 0, age: 0 }, 26)).toBeCloseTo(average, 1);
  });
});
