import { couponPoolWith } from '../../core/steps/coupon-pool';
import { couponIssueWith } from '../../core/steps/coupon-issue';
import type { JsonObject } from '../../core/steps';
import { openStore, type Store } from '../../core/store';
import { DAY, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { issueWith } from './desk';
import { StandInShop } from './support/stand-in';

const batch = { operation: 'make', shop: 'stand-in', pool: 'sale', batch: 'friday', count: 25 };

describeOnStores('Codes that are made in the shop ahead of time', (store, place) => {
  let clock: TestClock;
  let shop: StandInShop;
  let logged: string[];

  beforeEach(() => {
    clock = new TestClock();
    shop = new StandInShop();
    logged = [];
  });

  const context = (at: Store) => {
    const log = { debug: note, info: note, warn: note, error: note };
    return contextOf(at, clock, { log });
  };
  const note = (line: string) => void logged.push(line);
  const make = async (values: JsonObject = {}, at: Store = store()) => {
    const [outcome] = await runStep(couponPoolWith([shop.api]), { ...batch, ...values }, context(at), [
      { id: 7 },
    ]);
    if (!outcome) throw new Error('nothing left');
    if (!('error' in outcome)) return { output: outcome.output, ...outcome.json };
    const { message, parameter, advice } = outcome.error;
    if (advice === undefined) throw new Error(`“${message}” does not say what to do`);
    return { error: message, parameter };
  };
  const codes = () => store().db.selectFrom('pool_code').selectAll().orderBy('code').execute();

  test('come by as few calls as the shop allows, and are handed out', async () => {
    expect(await make({ prefix: 'BF' })).toEqual({
      id: 7,
      output: 'made',
      pool: 'sale',
      batch: 'friday',
      made: 25,
      before: 0,
    });
    expect(shop.batches).toBe(3);
    expect(logged).toContainEqual('A step: 20 of 25 codes of “friday” are made');
    expect(shop.kept.map(({ code }) => code).toSorted()).toEqual((await codes()).map(({ code }) => code));
    const issued = await issueWith(
      couponIssueWith([shop.api]),
      context(store()),
      { source: 'pool', pool: 'sale' },
      [{ customerId: 'ann' }],
    );
    expect(issued).toMatchObject([{ output: 'issued', coupon: { code: expect.stringMatching(/^BF-/) } }]);
  });

  test('are made once: again it makes none, with more wanted it makes the rest', async () => {
    await make();
    expect(await make()).toMatchObject({ output: 'made', made: 25, before: 25 });
    expect(await make({ count: 30 })).toMatchObject({ made: 30, before: 25 });
    expect(shop.kept).toHaveLength(30);
    expect(await make({ batch: 'monday', count: 5 })).toMatchObject({ made: 5, before: 0 });
    expect(await codes()).toHaveLength(35);
  });

  test.each(['is silent before', 'is silent after'] as const)(
    'a shop that %s: what is made stays, the rest is not handed out, and the next run goes on',
    async (mishap) => {
      shop.mishaps.push(undefined, mishap);
      expect(await make()).toMatchObject({
        error: expect.stringMatching(/^10 of 25 codes are made, then: /),
      });
      const ready = (await codes()).filter(({ planned }) => planned === 0);
      expect(ready).toHaveLength(10);
      clock.advance(DAY);
      expect(await make()).toMatchObject({ output: 'made', made: 25, before: 10 });
      expect(shop.kept).toHaveLength(25);
      expect(shop.kept.map(({ code }) => code).toSorted()).toEqual((await codes()).map(({ code }) => code));
    },
  );

  test('a code that somebody else has there is replaced by another', async () => {
    shop.mishaps.push('refuses');
    expect(await make()).toMatchObject({ made: 25 });
    expect(await codes()).toHaveLength(25);
    expect(shop.kept.map(({ code }) => code).toSorted()).toEqual((await codes()).map(({ code }) => code));
  });

  test('when hardly any code of a pattern is left, that is said', async () => {
    expect(await make({ pattern: 'A#', count: 40 })).toMatchObject({
      error: expect.stringMatching(/^\d+ of 40 codes are made; .* A#/),
      parameter: 'pattern',
    });
  });

  test('what the shop cannot do is refused before anything is made', async () => {
    shop.cannot = 'Stand-In cannot make gifts.';
    expect(await make()).toMatchObject({ output: 'not_made', reason: 'shop_cannot', detail: shop.cannot });
    expect(await make({ expiry: 'date', expiresOn: '2026-01-01' })).toMatchObject({
      output: 'not_made',
      reason: 'over',
    });
    expect([shop.kept, await codes()]).toEqual([[], []]);
  });

  test('a batch that was begun with another rule is an error', async () => {
    await make({ count: 5 });
    expect(await make({ value: '20' })).toMatchObject({ parameter: 'batch' });
    clock.advance(DAY);
    expect(await make({ count: 6 })).toMatchObject({ made: 6 });
  });

  test.each([
    [{ pool: ' ' }, 'pool'],
    [{ batch: ' ' }, 'batch'],
    [{ count: 1.5 }, 'count'],
    [{ pattern: 'SALE' }, 'pattern'],
    [{ value: '0' }, 'value'],
  ])('%j is an error that names it', async (values, parameter) => {
    expect(await make(values)).toMatchObject({ parameter });
    expect(shop.batches).toBe(0);
  });

  test.each([false, true])(
    'of two at once one makes them, the other is told (one call at a time: %s)',
    async (serial) => {
      shop.serial = serial;
      const other = await openStore(place());
      const answers = await Promise.all([make(), make({}, other)]);
      await other.close();
      expect(answers).toContainEqual(expect.objectContaining({ output: 'made' }));
      expect(await make()).toMatchObject({ made: 25 });
      expect(shop.kept).toHaveLength(25);
      expect(shop.kept.map(({ code }) => code).toSorted()).toEqual((await codes()).map(({ code }) => code));
    },
  );

  test('a coupon of such a code is changed in the shop, for all of them', async () => {
    await make();
    const values = { source: 'pool', pool: 'sale' };
    const run = (operation: string) =>
      issueWith(couponIssueWith([shop.api]), context(store()), { operation, ...values }, [
        { customerId: 'ann' },
      ]);
    await run('issue');
    expect(await run('extend')).toMatchObject([
      { output: 'not_extended', coupon: { reason: 'shop_cannot' } },
    ]);
    expect(await run('revoke')).toMatchObject([{ output: 'not_revoked', coupon: { reason: 'shop_cannot' } }]);
  });
});

describeOnStores('A pool', (store) => {
  const clock = new TestClock();
  const run = async (values: JsonObject, items: JsonObject[] = [{}]) =>
    (await runStep(couponPoolWith([]), { pool: 'sale', ...values }, contextOf(store(), clock), items)).map(
      (outcome) => ('error' in outcome ? outcome.error.message : { output: outcome.output, ...outcome.json }),
    );

  describe('from a file', () => {
    const read = (file: string) => run({ operation: 'file', file });

    test('takes each code once, and tells which rows it did not take and why', async () => {
      const file = 'Name;Coupon Code;Expires\nA;ONE;2026-12-31\nB;TWO;\n\nC;ONE;\nD;;\nE;THREE;soon\n';
      expect(await read(file)).toEqual([
        { output: 'added', pool: 'sale', rows: 5, added: 2, rejected: 3 },
        { output: 'rejected', row: 5, code: 'ONE', reason: expect.stringContaining('already') },
        { output: 'rejected', row: 6, code: '', reason: expect.stringContaining('no code') },
        { output: 'rejected', row: 7, code: 'THREE', reason: expect.stringContaining('soon') },
      ]);
      expect(await read(file)).toContainEqual(expect.objectContaining({ added: 0, rejected: 5 }));
      expect(
        await store().db.selectFrom('pool_code').select(['code', 'expires_at']).orderBy('code').execute(),
      ).toEqual([
        { code: 'ONE', expires_at: Date.parse('2026-12-31') },
        { code: 'TWO', expires_at: null },
      ]);
    });

    test('of many rows counts all, and of the rejected tells a thousand', async () => {
      const rows = Array.from({ length: 12_000 }, (_, i) => `CODE-${i % 10_000}`);
      const [told, ...rejected] = await read(['code', ...rows].join('\n'));
      expect(told).toMatchObject({ rows: 12_000, added: 10_000, rejected: 2_000 });
      expect(rejected).toHaveLength(1_000);
    });

    test('without a column of codes is an error', async () => {
      expect(await read('name,price\na,1\n')).toEqual(['The file has no column “code”; it has name, price.']);
    });
  });

  test('is counted by what became of its codes', async () => {
    await run({ operation: 'file', file: 'code,expires\nA,\nB,\nC,2026-01-01\nD,\n' });
    await issueWith(couponIssueWith([]), contextOf(store(), clock), { source: 'pool', pool: 'sale' }, [
      { customerId: 'ann' },
    ]);
    const level = { pool: 'sale', left: 2, handedOut: 1, expired: 1, planned: 0 };
    expect(await run({ operation: 'levels', lowBelow: 2 })).toEqual([
      { output: 'enough', ...level, threshold: 2 },
    ]);
    expect(await run({ operation: 'levels', lowBelow: 3 })).toEqual([
      { output: 'low', ...level, threshold: 3 },
    ]);
    expect(await run({ operation: 'levels', pool: 'none', lowBelow: 1 })).toMatchObject([
      { output: 'low', left: 0 },
    ]);
    expect(await run({ operation: 'levels', pool: ' ' })).toEqual(['“Pool” is empty.']);
  });
});
