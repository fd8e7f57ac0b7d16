import fc from 'fast-check';
import { checkDefinition, type SegmentDefinition } from '../../core/segments/definition';
import { type ReadyMade, readyMade, themes } from '../../core/segments/ready-made';
import { funnel } from '../../core/segments/ready-made/funnel';
import { groups } from '../../core/segments/ready-made/groups';
import { DAY } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { isMember, type World } from './oracle';
import { planNear } from './oracle/people';
import { examples } from './ready-made';
import { type Example, NOW, tryOut } from './stories';

const OPTIONS = { category: 'Audio', timeZone: 'Europe/Berlin' };

const NOBODY: World = { favouredBy: new Map(), segments: new Map() };
const FAVOURED: World = {
  ...NOBODY,
  favouredBy: new Map([
    ['hit', 101],
    ['rarity', 100],
  ]),
};

test('names are in kebab-case and each is there once, with texts in both languages', () => {
  const names = readyMade.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, label, help } of readyMade) {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const { en, zh } of [label, help]) expect([en, zh]).not.toContain('');
  }
});

test.each(readyMade.map((segment) => [segment.name, segment]))('%s can be saved as it is', (_, segment) => {
  const definition = segment.definition(OPTIONS);
  expect(checkDefinition(structuredClone(definition))).toEqual(definition);
});

test('what needs a category says so', () => {
  const needy = readyMade.filter(({ needs }) => needs === 'category');
  expect(needy.map(({ name }) => name)).toEqual(['active-in-category']);
  for (const { definition } of needy) expect(() => definition({ category: ' ' })).toThrow('needs a category');
});

describeOnStores('The ready-made segments', (store) => {
  test.each(themes.map(({ title, segments }) => [title.en, segments]))('%s', async (_, segments) => {
    const tried = segments.map(({ name, definition }) => ({
      name,
      definition: definition(OPTIONS),
      example: exampleOf(name),
    }));
    const { said, found } = await tryOut(store(), tried, FAVOURED);
    expect(found).toEqual(said);
  });
});

function exampleOf(name: string): Example {
  const example = examples[name];
  if (!example) throw new Error(`“${name}” has no example`);
  return example;
}

describe('on anybody’s history', () => {
  /** Calls `check` with the names of the segments that somebody is in, and whether they registered or bought. */
  function everybody(segments: readonly ReadyMade[], check: (names: string[], known: boolean) => void): void {
    const known = { any: [{ did: 'customer_registered' }, { did: 'order_paid' }] };
    const property = fc.property(planNear(NOW), fc.integer({ min: -40, max: 400 }), ({ deeds }, days) => {
      const isIn = (definition: SegmentDefinition) =>
        isMember(definition, { deeds, coupons: [] }, NOW + days * DAY, NOBODY);
      const names = segments.flatMap(({ name, definition }) => (isIn(definition()) ? [name] : []));
      check(names, isIn({ version: 1, where: known }));
    });
    fc.assert(property, { numRuns: 2000 });
  }

  test('who registered or bought is in one of the four groups, and nobody else is in any', () => {
    everybody(groups, (names, known) => {
      expect(names.length).toBe(known ? 1 : 0);
    });
  });

  test('from awareness to loyalty nobody is in two', () => {
    everybody(funnel, (names) => {
      expect(names.length).toBeLessThanOrEqual(1);
    });
  });
});
