import { countMembers, evaluate } from '../../core/segments/compile';
import { checkDefinition } from '../../core/segments/definition';
import type { Condition, SegmentDefinition } from '../../core/segments/definition/types';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { clock, NOW } from './ann';

const evil = [
  `'; drop table rollup; --`,
  `" or 1=1 --`,
  `') or ('1' = '1`,
  `%' or '1' like '%`,
  `$1 ? ?1 :a @b`,
  `x] [0] . $ * #-1`,
  `\\'; select 1; --`,
  `null or true`,
];

/** A condition for each field that takes a text, with that text in it. */
const said = (text: string): Condition[] => [
  ...(['product', 'category', 'channel', 'coupon', 'currency', 'source', 'via'] as const).flatMap((fact) =>
    [{ is: text }, { isNot: text }, { in: [text, text] }, { contains: text }, { startsWith: text }].map(
      (test): Condition => ({ did: 'product_viewed', where: { [fact]: test } }),
    ),
  ),
  { did: 'order_placed', where: { category: { under: text }, coupon: { is: text } } },
  { attribute: 'city', is: { is: text } },
  { coupon: 'held', purpose: text },
  { tag: text.replaceAll(',', ' ') },
];

const named = (text: string): Condition[] => [
  { attribute: text, is: { exists: true } },
  { consent: text, state: 'granted' },
  { reachable: text },
];

const of = (where: Condition): SegmentDefinition => checkDefinition({ version: 1, where });

describeOnStores('Definitions of anybody', (store) => {
  const members = async (definitions: readonly SegmentDefinition[]) => {
    const verdicts = await evaluate(store().db, store(), definitions, [{ id: 1, now: NOW }], {});
    return verdicts.flatMap((those) => those.map(({ member }) => member));
  };

  beforeEach(() => take(store(), clock, 'product_viewed', 'ann', { profile: { city: 'Berlin' } }));

  test('texts are compared, never run', async () => {
    const negated = (where: Condition) => JSON.stringify(where).includes('isNot');
    const conditions = evil.flatMap((text) => [
      ...said(text),
      ...named(text.replaceAll('"', '').replaceAll('\\', '')),
    ]);
    expect(await members(conditions.map(of))).toEqual(conditions.map(negated));
    for (const condition of conditions.filter((_, i) => i % 7 === 0))
      expect(await countMembers(store(), of(condition), { now: NOW, scoring: {} })).toBe(
        negated(condition) ? 1 : 0,
      );
    expect(await members([of({ attribute: 'city', is: { exists: true } })])).toEqual([true]);
  });

  test('the names that go into SQL are refused where they are none', () => {
    const refused = (where: unknown) => {
      try {
        return checkDefinition({ version: 1, where });
      } catch (error) {
        return error;
      }
    };
    for (const text of evil) {
      for (const where of [
        { did: text },
        { didNot: text },
        { first: text, is: { this: 'day' } },
        { after: { did: text }, didNot: 'a', within: { days: 1 } },
        { stage: [text] },
        { rfm: { tier: [text] } },
        { orders: text, is: { atLeast: 1 } },
        { orders: 'sum', currency: text, is: { atLeast: 1 } },
        { did: 'a', when: { this: text } },
        { did: 'a', when: { from: text } },
        { did: 'a', when: { this: 'day', timeZone: text } },
        { did: 'a', where: { [text]: { is: 'a' } } },
        { stage: ['lapsed'], lapsedAfterDays: text },
      ])
        expect(refused(where)).toMatchObject({ name: 'StepError' });
    }
  });

  test('names that JavaScript’s objects have anyway are names like others', async () => {
    const conditions: Condition[] = [
      { did: 'constructor' },
      { last: 'constructor', is: { this: 'day' } },
      { after: { did: 'constructor' }, didNot: 'constructor', within: { days: 1 } },
      { reachable: 'constructor' },
      { reachable: '__proto__' },
      { attribute: 'toString', is: { exists: true } },
    ];
    expect(await members(conditions.map(of))).toEqual(conditions.map(() => false));
  });

  test('the largest definition, the deepest, and very many at once', async () => {
    const viewed: Condition = {
      did: 'product_viewed',
      times: { exactly: 1 },
      when: { last: { days: 7 }, olderThan: { minutes: 1 }, from: '2020-01-01', this: 'year' },
      where: { product: { exists: false }, amount: { atLeast: 1, atMost: 2, above: 0, below: 3 } },
    };
    const sequence: Condition = {
      after: { did: 'order_placed', when: { last: { days: 9 } }, where: { coupon: { is: 'a' } } },
      didNot: 'order_paid',
      within: { days: 1 },
      same: 'product',
    };
    const wide = of({ any: Array.from({ length: 198 }, (_, i) => (i % 2 === 0 ? viewed : sequence)) });
    const deep = of(
      Array.from({ length: 9 }).reduce<Condition>((inner) => ({ none: [inner, viewed] }), {
        did: 'product_viewed',
      }),
    );
    const many = Array.from({ length: 400 }, () => of({ did: 'product_viewed' }));
    expect(await members([wide, deep, ...many])).toEqual([false, false, ...many.map(() => true)]);
    expect(await countMembers(store(), wide, { now: NOW, scoring: {} })).toBe(0);
  });
});
