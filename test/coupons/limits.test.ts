import { openStore, type Store } from '../../core/store';
import { DAY, TestClock } from '../support/clock';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { issue } from './desk';

describeOnStores('Limits of what a journey gives out', (store, place) => {
  let clock: TestClock;

  beforeEach(() => {
    clock = new TestClock();
  });

  const ask = (people: readonly string[], values: object, at: Store = store()) =>
    issue(
      at,
      clock,
      { ...values },
      people.map((customerId) => ({ customerId, event: { order: { amount: 999, currency: 'EUR' } } })),
    );
  const outputs = async (people: readonly string[], values: object) =>
    (await ask(people, values)).map(({ output, coupon }) => coupon['reason'] ?? output);

  test('eight workers at once give out just as many as a limit allows', async () => {
    const stores = await Promise.all([openStore(place()), openStore(place())]);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, worker) =>
        ask([`a${worker}`, `b${worker}`], { mostCoupons: 10 }, stores[worker % 2]),
      ),
    );
    await Promise.all(stores.map((one) => one.close()));
    expect(answers.flat().filter(({ output }) => output === 'issued')).toHaveLength(10);
    expect(await store().db.selectFrom('coupon').selectAll().execute()).toHaveLength(10);
  });

  test('a day’s limit opens again with the shop’s next day, and says when', async () => {
    const values = { mostCouponsDay: 1, timeZone: 'Asia/Shanghai' };
    const [ann, bob] = await ask(['ann', 'bob'], values);
    expect(ann?.output).toBe('issued');
    expect(bob).toMatchObject({
      output: 'not_issued',
      coupon: { reason: 'count_limit', per: 'day', opensAt: '2026-03-02T16:00:00.000Z' },
    });
    clock.instant = Date.parse('2026-03-02T15:59:59Z');
    expect(await outputs(['bob'], values)).toEqual(['count_limit']);
    clock.instant = Date.parse('2026-03-02T16:00:00Z');
    expect(await outputs(['bob', 'cid'], values)).toEqual(['issued', 'count_limit']);
    expect(await outputs(['ann'], values)).toEqual(['issued']);
  });

  test('the expected cost is summed in minor units, rounded up', async () => {
    // 12.5 % of 9.99 is 1.24875, so 1.25; half of that 0.625, so 0.63.
    const values = { value: '12.5', redemptionRate: 50, mostLiability: '1.89' };
    expect(await outputs(['ann', 'bob', 'cid', 'dan'], values)).toEqual([
      'issued',
      'issued',
      'issued',
      'liability_limit',
    ]);
    const { used } = await store()
      .db.selectFrom('coupon_budget')
      .where('unit', '=', 'EUR')
      .where('day', '=', '')
      .select('used')
      .executeTakeFirstOrThrow();
    expect(used).toBe(189);
  });

  test('yen, gifts, and more uses of one code cost what they cost', async () => {
    expect(
      await outputs(['ann', 'bob'], {
        kind: 'gift',
        category: '7',
        costOfOne: '2.50',
        usageLimit: 2,
        mostLiabilityDay: '9.99',
      }),
    ).toEqual(['issued', 'liability_limit']);
    const yen = { kind: 'fixed', value: '500', currency: 'JPY', mostLiability: '999', purpose: 'yen' };
    const answers = await issue(store(), clock, yen, [{ customerId: 'ann' }, { customerId: 'bob' }]);
    expect(answers.map(({ output }) => output)).toEqual(['issued', 'not_issued']);
  });

  test('a cost that cannot be known is an error that names what is missing', async () => {
    const asked = (values: object) =>
      issue(store(), clock, { mostLiability: '10', ...values }, [{ customerId: 'ann' }]);
    expect(await asked({})).toMatchObject([{ parameter: 'averageOrder' }]);
    expect(await asked({ kind: 'free_shipping' })).toMatchObject([{ parameter: 'costOfOne' }]);
    expect(await asked({ kind: 'fixed', usageLimit: 0 })).toMatchObject([{ parameter: 'usageLimit' }]);
    expect(await asked({ averageOrder: '50' })).toMatchObject([{ output: 'issued' }]);
  });

  test('rehearsals count nothing', async () => {
    await take(store(), clock, 'customer_registered', 'ann', { speed: 43_200 });
    expect(await outputs(['ann', 'bob'], { mostCoupons: 1 })).toEqual(['issued', 'issued']);
    clock.advance(DAY);
    expect(await outputs(['cid'], { mostCoupons: 1 })).toEqual(['count_limit']);
  });
});
