import fc from 'fast-check';
import { couponIssueWith } from '../../core/steps/coupon-issue';
import type { JsonObject } from '../../core/steps';
import { DAY, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { issueWith } from './desk';
import { StandInShop } from './support/stand-in';

const inShop = { source: 'shop', shop: 'stand-in', onlyThisCustomer: false };

describeOnStores('A coupon that somebody holds', (store) => {
  let clock: TestClock;
  let shop: StandInShop;

  beforeEach(() => {
    clock = new TestClock();
    shop = new StandInShop();
  });

  const run = (operation: string, values: JsonObject = {}, who = 'ann', node = 'node') =>
    issueWith(couponIssueWith([shop.api]), contextOf(store(), clock, { node }), { operation, ...values }, [
      { customerId: who },
    ]);
  const one = async (...asked: Parameters<typeof run>) => (await run(...asked))[0];
  const buys = (codes: string[], who = 'ann', id = 'o1') =>
    take(store(), clock, 'order_paid', who, {
      data: { order: { id, currency: 'EUR', amount: 5_000, coupons: codes } },
    });
  const codeOf = (answer: Awaited<ReturnType<typeof one>>) => String(answer?.coupon['code']);

  describe('is checked:', () => {
    test('whoever has none is told so, and nothing is made', async () => {
      expect(await one('check')).toMatchObject({
        output: 'not_usable',
        coupon: { code: null, reason: 'none', detail: expect.stringContaining('welcome') },
      });
      expect(await store().db.selectFrom('coupon').selectAll().execute()).toEqual([]);
    });

    test('it is usable from its start to its expiry', async () => {
      await one('issue', { startsOn: '2026-03-04', validDays: 5 });
      expect(await one('check')).toMatchObject({ output: 'not_usable', coupon: { reason: 'not_started' } });
      clock.advance(3 * DAY);
      expect(await one('check')).toMatchObject({ output: 'usable', coupon: { state: 'issued', used: 0 } });
      clock.advance(5 * DAY);
      expect(await one('check')).toMatchObject({ output: 'not_usable', coupon: { reason: 'expired' } });
    });

    test('once used it is not, unless its code may be used again', async () => {
      for (const [usageLimit, output] of [
        [1, 'not_usable'],
        [2, 'usable'],
        [0, 'usable'],
      ] as const) {
        const who = `buyer ${usageLimit}`;
        const code = codeOf(await one('issue', { usageLimit }, who));
        await buys([code], who, `order ${usageLimit}`);
        expect(await one('check', {}, who)).toMatchObject({ output, coupon: { state: 'redeemed', used: 1 } });
      }
    });

    test('used by somebody else it is used up', async () => {
      const code = codeOf(await one('issue'));
      await buys([code], 'bob');
      expect(await one('check')).toMatchObject({
        output: 'not_usable',
        coupon: { reason: 'used_up', used: 1 },
      });
    });

    test('the shop is asked about its own', async () => {
      const code = codeOf(await one('issue', inShop));
      expect(await one('check', inShop)).toMatchObject({ output: 'usable' });
      const [kept] = shop.of(code);
      if (!kept) throw new Error('the shop has no coupon');
      shop.kept[0] = { ...kept, used: 1 };
      expect(await one('check', inShop)).toMatchObject({
        output: 'not_usable',
        coupon: { reason: 'used_up' },
      });
      shop.kept[0] = { ...kept, active: false };
      expect(await one('check', inShop)).toMatchObject({ coupon: { reason: 'not_in_shop' } });
      shop.kept.length = 0;
      expect(await one('check', inShop)).toMatchObject({ coupon: { reason: 'not_in_shop' } });
    });

    test('a step that knows no account of its shop says which', async () => {
      await one('issue', inShop);
      expect(await one('check')).toMatchObject({
        error: expect.stringContaining('stand-in'),
        parameter: 'shop',
      });
    });
  });

  describe('is extended:', () => {
    const expiry = async () =>
      (await store().db.selectFrom('coupon').select('expires_at').executeTakeFirstOrThrow()).expires_at;

    test('in the shop and here, to a day from now on', async () => {
      await one('issue', { ...inShop, validDays: 5 });
      clock.advance(2 * DAY);
      const until = clock.now() + 10 * DAY;
      expect(await one('extend', { ...inShop, validDays: 10 })).toMatchObject({
        output: 'extended',
        coupon: { expiresAt: new Date(until).toISOString() },
      });
      expect([await expiry(), shop.kept[0]?.expiresAt]).toEqual([until, until]);
    });

    test('a run that comes again, also later, extends no further', async () => {
      await one('issue', { validDays: 5 });
      await one('extend', { validDays: 10 });
      const until = await expiry();
      clock.advance(DAY);
      await one('extend', { validDays: 10 });
      expect(await expiry()).toBe(until);
      await one('extend', { validDays: 10 }, 'ann', 'another node');
      expect(await expiry()).toBe(Number(until) + DAY);
    });

    test('nothing is shortened', async () => {
      await one('issue', { validDays: 0 });
      expect(await one('extend', { validDays: 5 })).toMatchObject({ output: 'extended' });
      expect(await expiry()).toBeNull();
      await one('issue', { validDays: 30, purpose: 'other' });
      expect(await one('extend', { validDays: 5, purpose: 'other' })).toMatchObject({
        output: 'extended',
        coupon: { expiresAt: new Date(clock.now() + 30 * DAY).toISOString() },
      });
    });

    test('one that has expired counts again', async () => {
      await one('issue', { validDays: 5 });
      clock.advance(6 * DAY);
      await one('extend', { expiry: 'date', expiresOn: '2026-04-01' });
      expect(await one('check')).toMatchObject({ output: 'usable' });
    });

    test('where the shop does not answer, the next run goes on with the same day', async () => {
      await one('issue', { ...inShop, validDays: 5 });
      shop.mishaps.push('is silent after');
      const until = clock.now() + 10 * DAY;
      expect(await one('extend', { ...inShop, validDays: 10 })).toHaveProperty('error');
      clock.advance(DAY);
      expect(await one('extend', { ...inShop, validDays: 10 })).toMatchObject({ output: 'extended' });
      expect([await expiry(), shop.kept[0]?.expiresAt]).toEqual([until, until]);
    });

    test('a used one is not, nor none, nor by no day, nor to the past', async () => {
      expect(await one('extend')).toMatchObject({ output: 'not_extended', coupon: { reason: 'none' } });
      const code = codeOf(await one('issue'));
      expect(await one('extend', { validDays: 0 })).toMatchObject({ parameter: 'validDays' });
      expect(await one('extend', { expiry: 'date', expiresOn: '2026-02-01' })).toMatchObject({
        output: 'not_extended',
        coupon: { reason: 'over' },
      });
      await buys([code]);
      expect(await one('extend')).toMatchObject({ output: 'not_extended', coupon: { reason: 'redeemed' } });
    });
  });

  describe('is revoked:', () => {
    test('in the shop and here, with a reason, and stays so', async () => {
      const code = codeOf(await one('issue', inShop));
      for (let time = 0; time < 2; time += 1) {
        expect(await one('revoke', { ...inShop, revokeReason: 'The order was returned' })).toMatchObject({
          output: 'revoked',
          coupon: { code },
        });
      }
      expect(shop.of(code)).toMatchObject([{ revoked: true }]);
      const said = { reason: 'revoked', detail: 'The order was returned' };
      expect(await one('check', inShop)).toMatchObject({ output: 'not_usable', coupon: said });
      expect(await one('issue', inShop)).toMatchObject({ output: 'not_issued', coupon: said });
      expect(await one('extend', inShop)).toMatchObject({ output: 'not_extended', coupon: said });
    });

    test('where the shop does not answer it stays issued, and the next run revokes it', async () => {
      await one('issue', inShop);
      shop.mishaps.push('is silent after');
      expect(await one('revoke', inShop)).toHaveProperty('error');
      expect(await one('revoke', inShop)).toMatchObject({ output: 'revoked' });
    });

    test('the limits have room again', async () => {
      await one('issue', { mostCoupons: 1 });
      expect(await one('issue', { mostCoupons: 1 }, 'bob')).toMatchObject({
        coupon: { reason: 'count_limit' },
      });
      await one('revoke');
      expect(await one('issue', { mostCoupons: 1 }, 'bob')).toMatchObject({ output: 'issued' });
    });

    test('a used one is not, nor none, nor one that is being made', async () => {
      expect(await one('revoke')).toMatchObject({ output: 'not_revoked', coupon: { reason: 'none' } });
      await buys([codeOf(await one('issue'))]);
      expect(await one('revoke')).toMatchObject({ output: 'not_revoked', coupon: { reason: 'redeemed' } });
      shop.mishaps.push('is silent after');
      await one('issue', { ...inShop, purpose: 'other' });
      expect(await one('revoke', { ...inShop, purpose: 'other' })).toMatchObject({
        error: expect.stringContaining('still being made'),
      });
    });
  });

  test('whatever is done in whatever sequence: the shop, the store and the limit agree', async () => {
    const moves = fc.array(
      fc.record({
        do: fc.constantFrom('issue', 'extend', 'revoke', 'buy', 'cancel'),
        who: fc.constantFrom('ann', 'bob'),
        mishap: fc.option(fc.constantFrom('is silent before' as const, 'is silent after' as const)),
      }),
      { maxLength: 12 },
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(moves, async (played) => {
        round += 1;
        shop = new StandInShop();
        const purpose = `round ${round}`;
        const values = { ...inShop, purpose };
        const order = (who: string) => ({ id: `${who} ${round}`, currency: 'EUR', amount: 100 });
        const codes = new Map<string, string>();
        for (const { do: what, who, mishap } of played) {
          const code = codes.get(who);
          if (what === 'buy' || what === 'cancel') {
            const name = what === 'buy' ? 'order_paid' : 'order_cancelled';
            if (code)
              await take(store(), clock, name, who, { data: { order: { ...order(who), coupons: [code] } } });
            continue;
          }
          if (mishap) shop.mishaps.push(mishap);
          const answer = await one(what, { ...values, validDays: 40 }, who);
          if (answer?.output === 'issued') codes.set(who, codeOf(answer));
          shop.mishaps.length = 0;
        }
        const rows = await store()
          .db.selectFrom('coupon')
          .where('purpose', '=', purpose)
          .selectAll()
          .execute();
        for (const row of rows) {
          const kept = shop.of(row.code);
          expect(kept.length).toBeLessThanOrEqual(1);
          if (row.state === 'revoked') expect(kept).toMatchObject([{ revoked: true }]);
          if (row.state === 'issued') expect(kept).toHaveLength(1);
          if (row.state === 'redeemed') expect(kept).toHaveLength(1);
        }
        const [used] = await store()
          .db.selectFrom('coupon_budget')
          .where('day', '=', '')
          .where('unit', '=', 'coupons')
          .select('used')
          .execute();
        const all = await store().db.selectFrom('coupon').select(['state']).execute();
        expect(used?.used ?? 0).toBe(
          all.filter(({ state }) => !['revoked', 'released'].includes(state)).length,
        );
      }),
      { numRuns: 25 },
    );
  });
});
