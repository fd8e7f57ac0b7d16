import { openStore } from '../../core/store';
import { DAY, TestClock } from '../support/clock';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { issue, upload } from './desk';

const fromPool = { source: 'pool', pool: 'summer' };
const people = (count: number, prefix = 'c') =>
  Array.from({ length: count }, (_, i) => ({ customerId: `${prefix}${i}` }));
const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => `S-${String(i).padStart(3, '0')}`);

describeOnStores('A pool of codes', (store, place) => {
  let clock: TestClock;

  beforeEach(() => {
    clock = new TestClock();
  });

  const add = (codes: unknown[], values = {}) => upload(store(), clock, { pool: 'summer', ...values }, codes);
  const ask = (items: Record<string, unknown>[], values = {}) =>
    issue(store(), clock, { ...fromPool, ...values }, items);
  const free = async () =>
    (
      await store()
        .db.selectFrom('pool_code')
        .where('coupon_id', 'is', null)
        .select('code')
        .orderBy('code')
        .execute()
    ).map(({ code }) => code);

  test('an upload takes each code once; the rest is rejected with the reason', async () => {
    expect(await add(['A', ' A ', 'B', '', '   ', null, 'x'.repeat(101), 7, '\0', 'D\0'])).toEqual([
      'added',
      'rejected: The pool “summer” has this code already.',
      'added',
      'rejected: The item has no code.',
      'rejected: The item has no code.',
      'rejected: The item has no code.',
      'rejected: The code is longer than 100 letters.',
      'added',
      'rejected: The item has no code.',
      'added',
    ]);
    expect(await add(['B', 'C'])).toEqual(['rejected: The pool “summer” has this code already.', 'added']);
    expect(await free()).toEqual(['7', 'A', 'B', 'C', 'D']);
    expect(await add(['A'], { pool: 'winter' })).toEqual(['added']);
  });

  test('a date that is none is rejected, a pool without a name is an error', async () => {
    expect(await add(['A'], { expires: 'next summer' })).toEqual([
      expect.stringMatching(/^rejected: .*next summer.*2026-12-31/),
    ]);
    expect(await add(['A'], { pool: ' ' })).toEqual(['“Pool” is empty.']);
    expect(await free()).toEqual([]);
  });

  test('two uploads of one list at once: each code is added once', async () => {
    const answers = await Promise.all([add(numbered(50)), add(numbered(50).toReversed()), add(numbered(50))]);
    expect(answers.flat().filter((answer) => answer === 'added')).toHaveLength(50);
    expect(await free()).toEqual(numbered(50));
  });

  test('eight workers at once hand out every code once, to one person each, and no more', async () => {
    await add(numbered(40));
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(place())));
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        issue(stores[i % 4] ?? store(), clock, fromPool, people(6, `worker ${i} `)),
      ),
    );
    const again = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        issue(stores[(i + 1) % 4] ?? store(), clock, fromPool, people(6, `worker ${i} `)),
      ),
    );
    await Promise.all(stores.map((one) => one.close()));
    const issued = answers.flat().filter(({ output }) => output === 'issued');
    expect(new Set(issued.map(({ coupon }) => coupon['code'])).size).toBe(issued.length);
    // Whoever found the last codes in another's hands gets what is left now.
    const codes = again.flat().flatMap(({ coupon }) => coupon['code'] ?? []);
    expect(codes.toSorted()).toEqual(numbered(40));
    expect(await free()).toEqual([]);
  });

  test('an empty pool refuses by an output of its own, nobody is lost, and a refill serves them', async () => {
    await add(['A']);
    const answers = await ask(people(3));
    expect(answers.map(({ output, coupon }) => [output, coupon['code'], coupon['reason']])).toEqual([
      ['issued', 'A', undefined],
      ['not_issued', null, 'pool_empty'],
      ['not_issued', null, 'pool_empty'],
    ]);
    expect(answers[1]?.coupon['detail']).toContain('summer');
    await add(['B', 'C']);
    expect((await ask(people(3))).map(({ coupon }) => coupon['code'])).toEqual(['A', 'B', 'C']);
  });

  test('codes that expire first go first, expired ones never', async () => {
    await add(['late'], { expires: '2026-12-31' });
    await add(['never']);
    await add(['soon'], { expires: '2026-03-03T09:00:00Z' });
    await add(['gone'], { expires: '2026-03-01' });
    expect((await ask(people(1))).map(({ coupon }) => coupon['code'])).toEqual(['soon']);
    await add(['sooner'], { expires: '2026-03-03T09:00:00Z' });
    clock.advance(DAY);
    expect((await ask(people(4))).map(({ coupon }) => coupon['code'])).toEqual([
      'soon',
      'late',
      'never',
      null,
    ]);
    expect(await free()).toEqual(['gone', 'sooner']);
  });

  test('an item with an error, or a refusal by the rule, takes nothing from the pool', async () => {
    await add(['A']);
    const answers = await ask(
      [{ colour: 'red' }, { customerId: 'ann', event: { order: { amount: 1, currency: 'USD' } } }],
      { minimumSpend: '5' },
    );
    expect(answers.map(({ output, parameter }) => output ?? parameter)).toEqual(['contact', 'not_issued']);
    expect(await free()).toEqual(['A']);
  });

  test('a person who comes twice in one batch takes one code', async () => {
    await add(['A', 'B']);
    expect((await ask([...people(1), ...people(1)])).map(({ coupon }) => coupon['code'])).toEqual(['A', 'A']);
    expect(await free()).toEqual(['B']);
  });

  test('a rehearsal never takes a code', async () => {
    await add(['A']);
    await take(store(), clock, 'customer_registered', 'ann', { speed: 43_200 });
    const [rehearsal] = await ask([{ customerId: 'ann' }]);
    expect(rehearsal).toMatchObject({
      output: 'issued',
      coupon: { code: expect.stringMatching(/^TEST-/), rehearsal: true },
    });
    expect(await free()).toEqual(['A']);
    expect((await ask([{ customerId: 'bob' }]))[0]?.coupon['code']).toBe('A');
  });

  test('one code in two pools goes to one person', async () => {
    await add(['A']);
    await add(['A', 'B'], { pool: 'winter' });
    expect((await ask(people(1))).map(({ coupon }) => coupon['code'])).toEqual(['A']);
    expect((await ask(people(2, 'other '), { pool: 'winter' })).map(({ coupon }) => coupon['code'])).toEqual([
      'B',
      null,
    ]);
  });

  test('codes that differ in capitals alone are one code to those who type it: one person has it', async () => {
    await add(['abc', 'B']);
    await add(['ABC', 'D'], { pool: 'winter' });
    expect((await ask(people(2))).map(({ coupon }) => coupon['code'])).toEqual(['B', 'abc']);
    expect((await ask(people(2, 'other '), { pool: 'winter' })).map(({ coupon }) => coupon['code'])).toEqual([
      'D',
      null,
    ]);
  });

  test('codes of any script and shape come back as they were', async () => {
    const codes = [`O'Neil "10"`, '优惠-10', '{a,b}\\', 'lower-Case'];
    await add(codes);
    expect((await ask(people(4))).map(({ coupon }) => coupon['code']).toSorted()).toEqual(codes.toSorted());
  });

  test('no pool chosen is an error that names the parameter', async () => {
    expect(await ask(people(1), { pool: ' ' })).toEqual([expect.objectContaining({ parameter: 'pool' })]);
  });

  test('that the pool runs low is told once for each time it does, whoever empties it', async () => {
    const other = await openStore(place());
    const low = async (who: readonly Record<string, unknown>[], at = store()) =>
      (await issue(at, clock, { ...fromPool, warnBelow: 3 }, who)).filter(
        ({ output }) => output === 'pool_low',
      );
    await add(numbered(10));
    expect(await low(people(7))).toEqual([]);
    const told = await Promise.all([low(people(1, 'a')), low(people(1, 'b'), other), low(people(1, 'd'))]);
    expect(told.flat()).toHaveLength(1);
    expect(await low(people(1, 'e'))).toEqual([]);
    await add(['X', 'Y', 'Z']);
    expect(await low(people(1, 'f'))).toHaveLength(1);
    await other.close();
  });
});
