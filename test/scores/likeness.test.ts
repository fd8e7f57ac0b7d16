import fc from 'fast-check';
import { aucOf, type Example, learnLikeness, likenessOf } from '../../core/scores';
import { retailLines, retailMissing } from './support/online-retail';
import { randomOf } from './support/random';
import { describeWhere } from './support/where';

describe('AUC', () => {
  test('is the chance that a member scores above somebody else, ties counting half', () => {
    const scored = fc.array(fc.record({ score: fc.nat(5), member: fc.boolean() }), { minLength: 1 });
    fc.assert(
      fc.property(scored, (all) => {
        const [members, others] = [true, false].map((member) => all.filter((one) => one.member === member));
        const pairs = (members ?? []).flatMap((one) =>
          (others ?? []).map((other) => (Math.sign(one.score - other.score) + 1) / 2),
        );
        const expected = pairs.length === 0 ? 0.5 : pairs.reduce((sum, win) => sum + win, 0) / pairs.length;
        expect(aucOf(all).auc).toBeCloseTo(expected, 9);
        expect(aucOf(all).low).toBeLessThanOrEqual(aucOf(all).auc);
      }),
    );
  });
});

/** People of whom as many as `count` are drawn; a member when `isMember` says so. */
function people(
  count: number,
  isMember: (one: { visits: number; likesToys: boolean; luck: number }) => boolean,
): Example[] {
  const random = randomOf(5);
  return Array.from({ length: count }, () => {
    const one = {
      visits: Math.floor(random.gamma(1) * 10),
      likesToys: random.uniform() < 0.3,
      luck: random.uniform(),
    };
    const facts = [
      ...(one.likesToys ? ['category: toys'] : []),
      ...(random.uniform() < 0.5 ? ['country: DE'] : ['country: FR']),
    ];
    return {
      features: { numbers: { visits: one.visits, noise: random.uniform() }, facts },
      member: isMember(one),
    };
  });
}

describe('likeness', () => {
  const planted = people(
    4_000,
    ({ visits, likesToys, luck }) => luck < 0.05 + visits / 60 + (likesToys ? 0.3 : 0),
  );

  test('finds what members have that others do not', async () => {
    const model = await learnLikeness(planted);
    expect(model.beatsChance).toBe(true);
    expect(model.auc).toBeGreaterThan(0.7);
    expect(model.low).toBeGreaterThan(0.65);
    const like = (visits: number, facts: string[]) => likenessOf(model, { numbers: { visits }, facts });
    expect(like(40, ['category: toys'])).toBeGreaterThan(0.8);
    expect(like(1, ['country: DE'])).toBeLessThan(0.4);
    expect(like(5, ['category: toys'])).toBeGreaterThan(like(5, []));
    expect(Math.abs(model.facts['country: DE'] ?? 1)).toBeLessThan(0.3);
  });

  test('learns nothing from what everybody has', async () => {
    const same = planted.map(({ features, member }) => ({
      features: { numbers: { ...features.numbers, year: 2026.1 }, facts: [...features.facts, 'registered'] },
      member,
    }));
    const model = await learnLikeness(same);
    expect(model.numbers).not.toHaveProperty('year');
    expect(Math.abs(model.facts['registered'] ?? 1)).toBeLessThan(0.01);
    expect(model.auc).toBeCloseTo((await learnLikeness(planted)).auc, 2);
  });

  test('is plain data, and the same for the same people', async () => {
    const model = await learnLikeness(planted);
    expect(JSON.parse(JSON.stringify(model))).toEqual(await learnLikeness(planted));
  });

  test('says so where members are like anybody', async () => {
    const model = await learnLikeness(people(4_000, ({ luck }) => luck < 0.3));
    expect(model.beatsChance).toBe(false);
    expect(model.low).toBeLessThan(0.5);
  });

  test('leaves out what the segment is defined by, and learns from the rest', async () => {
    const defined = planted.map(({ features, member }) => ({
      features: {
        numbers: { ...features.numbers, orders: member ? 3 : 0 },
        facts: member ? [...features.facts, 'tag: vip'] : features.facts,
      },
      member,
    }));
    const model = await learnLikeness(defined);
    expect(model.leftOut.sort()).toEqual(['orders', 'tag: vip']);
    expect(model.auc).toBeLessThan(0.95);
    expect(model.beatsChance).toBe(true);
  });

  test('refuses too few, and says how many it takes', async () => {
    const few = planted.filter(({ member }) => member).slice(0, 49);
    await expect(learnLikeness([...few, ...planted.filter(({ member }) => !member)])).rejects.toMatchObject({
      name: 'StepError',
      message: expect.stringContaining('49 members'),
      advice: expect.stringContaining('50'),
    });
  });

  test('lets others have the event loop', async () => {
    let turns = 0;
    const every = setInterval(() => (turns += 1), 1);
    await learnLikeness(planted);
    clearInterval(every);
    expect(turns).toBeGreaterThan(1);
  });
});

describeWhere(retailMissing, 'Online Retail', () => {
  test('the buyers of one kind of goods are told by what else they bought', async () => {
    const baskets = new Map<string, string[]>();
    for (const { customer, description, quantity } of retailLines()) {
      if (quantity > 0) baskets.set(customer, [...(baskets.get(customer) ?? []), description]);
    }
    const examples = [...baskets.values()].slice(0, 1_500).map((goods) => {
      const kinds = new Set(goods.flatMap((name) => name.trim().split(/\W+/).slice(-1)));
      kinds.delete('GAME');
      return {
        features: { numbers: { lines: goods.length }, facts: [...kinds] },
        member: goods.some((name) => name.trim().endsWith('GAME')),
      };
    });
    const model = await learnLikeness(examples);
    expect(model.auc).toBeGreaterThan(0.75);
    expect(model.beatsChance).toBe(true);
  });
});
