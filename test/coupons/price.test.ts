import { couponIssueWith } from '../../core/steps/coupon-issue';
import { type JsonObject, points, stepValues } from '../../core/steps';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { issueWith } from './desk';
import { StandInShop } from './support/stand-in';

const inShop = { source: 'shop', shop: 'stand-in', onlyThisCustomer: false };

describeOnStores('A coupon for points', (store) => {
  let clock: TestClock;
  let shop: StandInShop;

  beforeEach(() => {
    clock = new TestClock();
    shop = new StandInShop();
  });

  const ask = (values: JsonObject, who = ['ann']) =>
    issueWith(
      couponIssueWith([shop.api]),
      contextOf(store(), clock),
      { costsPoints: 60, ...values },
      who.map((customerId) => ({ customerId })),
    );
  const grant = (points: number) => issuePoints({ operation: 'grant', points, purpose: `grant ${points}` });
  const balance = async () =>
    (await store().db.selectFrom('points_balance').select('balance').executeTakeFirst())?.balance;
  const issuePoints = (values: JsonObject) =>
    runStep(points, values, contextOf(store(), clock), [{ customerId: 'ann' }]);

  test('takes them once, however often the item comes by', async () => {
    await grant(100);
    for (let time = 0; time < 3; time += 1) expect(await ask({})).toMatchObject([{ output: 'issued' }]);
    expect(await balance()).toBe(40);
    expect(await ask({ purpose: 'second' })).toMatchObject([
      {
        output: 'not_issued',
        coupon: { reason: 'not_enough_points', detail: expect.stringContaining('40') },
      },
    ]);
    expect(await balance()).toBe(40);
  });

  test('two purposes in one batch take no more than there is', async () => {
    await grant(100);
    const step = couponIssueWith([shop.api]);
    const context = contextOf(store(), clock);
    const given = (purpose: string) => ({
      json: { customerId: 'ann' },
      values: stepValues(step.parameters, { costsPoints: 60, purpose }),
    });
    const outcomes = await step.run([given('one'), given('two')], context);
    expect(outcomes.map((one) => ('output' in one ? one.output : one.error.message)).toSorted()).toEqual([
      'issued',
      'not_issued',
    ]);
    expect(await balance()).toBe(40);
  });

  test.each([
    ['an empty pool', { source: 'pool', pool: 'none' }, 'pool_empty'],
    ['a limit', { mostLiability: '0.01', averageOrder: '100' }, 'liability_limit'],
  ])('%s costs nothing', async (_, values, reason) => {
    await grant(100);
    expect(await ask(values)).toMatchObject([{ output: 'not_issued', coupon: { reason } }]);
    expect(await balance()).toBe(100);
  });

  test('a shop that refuses, and a revocation, give them back', async () => {
    await grant(100);
    shop.mishaps.push('refuses');
    expect(await ask(inShop)).toMatchObject([{ output: 'not_issued', coupon: { reason: 'shop_refused' } }]);
    expect(await balance()).toBe(100);
    expect(await ask(inShop)).toMatchObject([{ output: 'issued' }]);
    expect(await balance()).toBe(40);
    await ask({ ...inShop, operation: 'revoke' });
    await ask({ ...inShop, operation: 'revoke' });
    expect(await balance()).toBe(100);
  });

  test('half a point is none', async () => {
    expect(await ask({ costsPoints: 0.5 })).toMatchObject([{ parameter: 'costsPoints' }]);
  });
});
