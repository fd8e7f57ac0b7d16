import fc from 'fast-check';
import { passagesOf } from '../../core/enrolments';
import { charge, giveBack } from '../../core/points';
import { type JsonObject, couponIssue, points } from '../../core/steps';
import { readyMade } from '../../core/segments/ready-made';
import { openStore, type Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { failing, runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { Base } from '../segments/membership';
import { Canvas } from '../waits/canvas';

describeOnStores('Points', (store, place) => {
  let clock: TestClock;

  beforeEach(() => {
    clock = new TestClock();
  });

  /** What left Points: the output, with the balance and the change. */
  const step = async (values: JsonObject, who: string | JsonObject = 'ann', at: Store = store()) => {
    const item = typeof who === 'string' ? { customerId: who } : who;
    const [outcome] = await runStep(points, values, contextOf(at, clock), [item]);
    if (!outcome || 'error' in outcome) throw outcome?.error ?? new Error('nothing left');
    const { points: told } = outcome.json;
    return { output: outcome.output, ...(typeof told === 'object' && told) };
  };

  const grant = (points: number, purpose: string, who?: string | JsonObject) =>
    step({ operation: 'grant', points, purpose }, who);
  const spend = (points: number, purpose: string, who?: string | JsonObject) =>
    step({ operation: 'spend', points, purpose }, who);
  const check = (points: number, who?: string) => step({ operation: 'check', points }, who);

  const ledger = () =>
    store().db.selectFrom('points_change').orderBy('id').select(['delta', 'balance', 'reason']).execute();

  test('are granted and spent once for each purpose, however often the item comes by', async () => {
    for (let time = 0; time < 3; time += 1)
      expect(await grant(100, 'day-7')).toMatchObject({ output: 'done', change: 100, balance: 100 });
    for (let time = 0; time < 3; time += 1)
      expect(await spend(30, 'day-7')).toMatchObject({ output: 'done', change: -30, balance: 70 });
    expect(await grant(5, 'day-30')).toMatchObject({ balance: 75 });
    expect(await grant(100, 'day-7', 'bob')).toMatchObject({ balance: 100 });
    expect((await ledger()).map(({ delta, balance }) => [delta, balance])).toEqual([
      [100, 100],
      [-30, 70],
      [5, 75],
      [100, 100],
    ]);
  });

  test('without a purpose, each node grants once', async () => {
    const at = (node: string) =>
      runStep(points, { points: 10 }, contextOf(store(), clock, { node }), [{ customerId: 'ann' }]);
    for (const node of ['one', 'one', 'other']) await at(node);
    expect(await check(20)).toMatchObject({ output: 'done', balance: 20, change: 0 });
  });

  test('who has not enough leaves by Not Enough, with the reason and the balance, and keeps them', async () => {
    await grant(99, 'a');
    const short = { output: 'not_enough', reason: 'not_enough', balance: 99, change: 0 };
    expect(await spend(100, 'b')).toMatchObject(short);
    expect(await check(100)).toMatchObject({
      ...short,
      detail: '100 points are asked for, and there are 99.',
    });
    expect(await check(99)).toMatchObject({ output: 'done' });
    expect(await check(1, 'bob')).toMatchObject({ output: 'not_enough', balance: 0 });
    await grant(1, 'c');
    expect(await spend(100, 'b')).toMatchObject({ output: 'done', balance: 0 });
  });

  test('a person who comes twice in a batch spends what is left', async () => {
    await grant(10, 'a');
    const items = ['p', 'q', 'p'].map((purpose) => ({ json: { customerId: 'ann' }, purpose }));
    const outcomes = await points.run(
      items.map(({ json, purpose }) => ({
        json,
        values: { operation: 'spend', points: 8, purpose, reason: '', contact: '' },
      })),
      contextOf(store(), clock),
    );
    const left = outcomes.map((outcome) => ('error' in outcome ? 'error' : outcome.output));
    expect(left).toEqual(['done', 'not_enough', 'done']);
    expect(await check(1)).toMatchObject({ balance: 2 });
  });

  test('come in whole numbers', async () => {
    const outcomes = await runStep(points, { points: 1.5 }, contextOf(store(), clock), [
      { customerId: 'ann' },
    ]);
    expect(failing(outcomes)).toMatchObject({ parameter: 'points' });
    expect(await ledger()).toEqual([]);
  });

  test('two contacts who turn out to be one have what both had, and what either was asked is not asked again', async () => {
    await grant(100, 'welcome', 'ann');
    await grant(40, 'birthday', { email: 'ann@example.com' });
    await grant(7, 'welcome', { email: 'ann@example.com' });
    await take(store(), clock, 'customer_registered', ['ann', 'ann@example.com']);
    expect(await check(1)).toMatchObject({ balance: 147 });
    expect(await grant(40, 'birthday')).toMatchObject({ change: 40, balance: 147 });
    expect(await grant(100, 'welcome')).toMatchObject({ change: 100, balance: 147 });
    expect(await spend(147, 'all')).toMatchObject({ output: 'done', balance: 0 });
  });

  test('a charge that is given back can be made anew', async () => {
    await grant(100, 'a');
    const context = contextOf(store(), clock);
    const asked = { points: 60, purpose: 'coupon', reason: 'for a coupon' };
    const doing = (change: 'charge' | 'giveBack') =>
      store().write(async (work) => {
        const [passage] = await passagesOf(work, context, [{ json: { customerId: 'ann' }, contact: '' }]);
        if (!passage || passage instanceof Error) throw new Error('no passage');
        if (change === 'charge') await charge(work, context, [{ ...asked, passage }]);
        else await giveBack(work, context, [{ ...asked, passage }]);
      });
    await doing('giveBack');
    for (const change of ['charge', 'charge', 'giveBack', 'giveBack', 'charge'] as const) await doing(change);
    expect(await ledger()).toEqual([
      { delta: 100, balance: 100, reason: '' },
      { delta: -60, balance: 40, reason: 'for a coupon' },
      { delta: 60, balance: 100, reason: 'for a coupon' },
      { delta: -60, balance: 40, reason: 'for a coupon' },
    ]);
  });

  test('are exchanged for a coupon: one charge and one coupon, however often the item comes by', async () => {
    await grant(100, 'welcome');
    const codes = new Set<unknown>();
    for (let time = 0; time < 3; time += 1) {
      expect(await spend(100, 'coupon')).toMatchObject({ output: 'done', balance: 0 });
      const [outcome] = await runStep(couponIssue, { purpose: 'exchange' }, contextOf(store(), clock), [
        { customerId: 'ann' },
      ]);
      if (outcome && 'json' in outcome) codes.add(JSON.stringify(outcome.json['coupon']));
    }
    expect(codes.size).toBe(1);
    expect(await ledger()).toHaveLength(2);
  });

  test('segments and waits see what happens here as they see what a shop tells; the shop’s own do not count here', async () => {
    const active = readyMade.find(({ name }) => name === 'points-active');
    if (!active) throw new Error('no segment of who uses points');
    const base = new Base(store(), clock);
    await base.build({ active: active.definition({}).where });
    await take(store(), clock, 'points_earned', 'bob', { data: { points: 500 } });
    const canvas = new Canvas(store(), clock, { until: 'points_earned' });
    await canvas.arrive({ customerId: 'ann' });
    await grant(100, 'welcome');
    await canvas.look();
    expect(canvas.exits).toEqual(['ann settled']);
    expect(await base.members('active')).toEqual(['ann', 'bob']);
    expect(await check(1, 'bob')).toMatchObject({ balance: 0 });
    await canvas.close();
    await base.stop();
  });

  test('the database itself keeps nobody below zero', async () => {
    await grant(10, 'a');
    await expect(
      store().write((work) => work.updateTable('points_balance').set({ balance: -1 }).execute()),
    ).rejects.toThrow(/check/i);
  });

  const change = fc.record({
    operation: fc.constantFrom('grant', 'spend', 'spend'),
    points: fc.integer({ min: 1, max: 60 }),
    purpose: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    who: fc.constantFrom('ann', 'bob'),
  });

  test('with eight at work at once nobody falls below zero, and each change happens once', async () => {
    const other = await openStore(place());
    let run = 0;
    const property = fc.asyncProperty(
      fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 8, maxLength: 8 }),
      async (workers) => {
        run += 1;
        const told = await Promise.all(
          workers.map(async (changes, i) => {
            const outputs = [];
            for (const { who, ...values } of changes) {
              const { output } = await step(values, `${who} ${run}`, i % 2 ? store() : other);
              outputs.push({ ...values, who, output });
            }
            return outputs;
          }),
        );
        const rows = await store()
          .db.selectFrom('points_change as c')
          .innerJoin('identity as i', 'i.contact_id', 'c.contact_id')
          .where('i.value', 'like', `% ${run}`)
          .orderBy('c.id')
          .select(['i.value as who', 'c.key', 'c.delta', 'c.balance'])
          .execute();
        for (const who of ['ann', 'bob']) {
          const own = rows.filter((row) => row.who === `${who} ${run}`);
          let sum = 0;
          for (const { delta, balance } of own) expect(balance).toBe((sum += delta));
          expect(own.every(({ balance }) => balance >= 0)).toBe(true);
          expect(await check(1_000_000, `${who} ${run}`)).toMatchObject({ balance: sum });
          const done = told.flat().filter((one) => one.who === who && one.output === 'done');
          const keys = new Set(
            done.map(({ operation, purpose }) => `${operation === 'grant' ? 'grant' : 'charge'}:${purpose}`),
          );
          expect(own.map(({ key }) => key).toSorted()).toEqual([...keys].toSorted());
        }
      },
    );
    await fc.assert(property, { numRuns: 8 });
    await other.close();
  });
});
