import { expectedAverage, fitGammaGamma } from '../../core/scores';
import { cdnowCustomers, cdnowMissing } from './support/cdnow';
import { randomOf } from './support/random';
import { describeWhere } from './support/where';

describeWhere(cdnowMissing, 'the repeat buyers of the CDNOW sample', () => {
  test('give the published parameters', async () => {
    const spends = cdnowCustomers().flatMap(({ repeats, average }) =>
      average === undefined || average === 0 ? [] : [{ purchases: repeats, average, count: 1 }],
    );
    expect(spends).toHaveLength(946);
    const model = await fitGammaGamma(spends);
    expect(model?.p).toBeCloseTo(6.25, 2);
    expect(model?.q).toBeCloseTo(3.74, 2);
    expect((model?.gamma ?? 0) / 100).toBeCloseTo(15.44, 2);
  });
});

describe('Gamma-Gamma', () => {
  const model = { p: 4, q: 5, gamma: 6_000 };

  test('finds the model that made the spends', async () => {
    const random = randomOf(3);
    const spends = Array.from({ length: 10_000 }, (_, i) => {
      const rate = random.gamma(model.q) / model.gamma;
      const purchases = 1 + (i % 6);
      return { purchases, average: random.gamma(model.p * purchases) / rate / purchases, count: 1 };
    });
    const found = await fitGammaGamma(spends);
    const mean = ({ p, q, gamma } = model) => (p * gamma) / (q - 1);
    expect(mean(found) / mean()).toBeCloseTo(1, 1);
    for (const name of ['p', 'q', 'gamma'] as const) {
      expect((found?.[name] ?? 0) / model[name]).toBeGreaterThan(0.9);
      expect((found?.[name] ?? 0) / model[name]).toBeLessThan(1.1);
    }
  });

  test('expects between what the buyer and what buyers spend, nearer the buyer the more is known', () => {
    const buyers = (model.p * model.gamma) / (model.q - 1);
    const expected = [1, 3, 10, 1_000].map((purchases) =>
      expectedAverage(model, { purchases, average: 20_000 }),
    );
    expect(buyers).toBe(6_000);
    expect(expected).toEqual([...expected].sort((a = 0, b = 0) => a - b));
    expect(expected[0]).toBeGreaterThan(buyers);
    expect(expected[3]).toBeLessThan(20_000);
    expect(expected[3]).toBeGreaterThan(19_900);
  });

  test('says nothing where nobody bought again, nor where there is no mean', async () => {
    expect(await fitGammaGamma([{ purchases: 1, average: 100, count: 500 }])).toBeUndefined();
    expect(await fitGammaGamma([])).toBeUndefined();
    expect(expectedAverage({ p: 0.2, q: 0.3, gamma: 1 }, { purchases: 1, average: 9 })).toBeUndefined();
  });
});
