import fc from 'fast-check';
import { couponIssueWith } from '../../core/steps/coupon-issue';
import { openStore, type Store } from '../../core/store';
import { DAY, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { issueWith } from './desk';
import { type Mishap, StandInShop } from './support/stand-in';

const fromShop = { source: 'shop', shop: 'stand-in' };

describeOnStores('Coupons that are made in the shop', (store, place) => {
  let clock: TestClock;
  let shop: StandInShop;

  beforeEach(() => {
    clock = new TestClock();
    shop = new StandInShop();
  });

  const ask = (people: readonly string[], values = {}, at: Store = store()) =>
    issueWith(
      couponIssueWith([shop.api]),
      contextOf(at, clock),
      { ...fromShop, ...values },
      people.map((customerId) => ({ customerId })),
    );
  const states = async () =>
    (await store().db.selectFrom('coupon').select(['state', 'code']).orderBy('id').execute()).map(
      ({ state }) => state,
    );

  test('the shop is asked for the very coupon, for this customer alone', async () => {
    await take(store(), clock, 'customer_registered', ['ann', 'ann@example.com'], {
      profile: { email: 'ann@example.com' },
    });
    const [answer] = await ask(['ann'], {
      kind: 'fixed',
      value: '5',
      minimumSpend: '49.90',
      category: '42',
      usageLimit: 2,
      combinable: true,
      startsOn: '2026-03-05',
      validDays: 10,
      endOfDay: true,
      timeZone: 'Europe/Berlin',
      prefix: 'HI',
    });
    expect(answer).toMatchObject({
      output: 'issued',
      coupon: {
        code: expect.stringMatching(/^HI-/),
        text: '€5.00',
        category: '42',
        usageLimit: 2,
        combinable: true,
        startsAt: '2026-03-04T23:00:00.000Z',
        expiresAt: '2026-03-15T22:59:59.000Z',
      },
    });
    expect(shop.kept.map(({ coupon }) => coupon)).toEqual([
      {
        code: answer?.coupon['code'],
        title: 'flow: welcome',
        discount: { kind: 'fixed', value: 500 },
        currency: 'EUR',
        minimumSpend: 4990,
        category: '42',
        usageLimit: 2,
        combinable: true,
        startsAt: Date.parse('2026-03-04T23:00:00Z'),
        expiresAt: Date.parse('2026-03-15T22:59:59Z'),
        timeZone: 'Europe/Berlin',
        customer: { id: 'ann', email: 'ann@example.com' },
      },
    ]);
    expect(await store().db.selectFrom('coupon').select(['state', 'source', 'shop_id']).execute()).toEqual([
      { state: 'issued', source: 'shop:stand-in', shop_id: 'id-1' },
    ]);
  });

  test('four reminders carry the same coupon, and the shop is asked once', async () => {
    const codes = [];
    for (let round = 0; round < 4; round += 1) {
      codes.push((await ask(['ann', 'bob'])).map(({ coupon }) => coupon['code']));
      clock.advance(7 * DAY);
    }
    expect(new Set(codes.map((pair) => pair.join())).size).toBe(1);
    expect(shop.kept).toHaveLength(2);
  });

  test('what the shop cannot do is refused in words before anything is made', async () => {
    shop.cannot = 'Stand-In cannot give gifts.';
    expect(await ask(['ann'])).toMatchObject([
      { output: 'not_issued', coupon: { reason: 'shop_cannot', detail: 'Stand-In cannot give gifts.' } },
    ]);
    expect([shop.kept, await states()]).toEqual([[], []]);
  });

  test('whoever rehearses gets a test code, and the shop hears nothing', async () => {
    await take(store(), clock, 'customer_registered', 'ann', { speed: 43_200 });
    expect(await ask(['ann'])).toMatchObject([
      { output: 'issued', coupon: { code: expect.stringMatching(/^TEST-/), rehearsal: true } },
    ]);
    expect(shop.kept).toEqual([]);
  });

  test('a person whom the shop does not know gets none that is for them alone', async () => {
    const answers = await issueWith(couponIssueWith([shop.api]), contextOf(store(), clock), fromShop, [
      { phone: '+4930123456' },
    ]);
    expect(answers).toMatchObject([{ output: 'not_issued', coupon: { reason: 'no_customer' } }]);
    expect(await ask(['ann'], { onlyThisCustomer: false })).toMatchObject([{ output: 'issued' }]);
    expect(shop.kept.map(({ coupon }) => coupon?.customer)).toEqual([null]);
  });

  test('a refusal gives the limits back, says why, and leaves the next try another code', async () => {
    shop.mishaps.push('refuses');
    const values = { mostCoupons: 1 };
    expect(await ask(['ann'], values)).toMatchObject([
      {
        output: 'not_issued',
        coupon: { reason: 'shop_refused', detail: 'Stand-In does not take the code.' },
      },
    ]);
    expect(await states()).toEqual(['released']);
    expect(await ask(['bob'], values)).toMatchObject([{ output: 'issued' }]);
    expect(await ask(['ann'], values)).toMatchObject([
      { output: 'not_issued', coupon: { reason: 'count_limit', per: 'journey' } },
    ]);
    expect(await ask(['ann'])).toMatchObject([{ output: 'issued' }]);
  });

  test.each<Mishap>(['is busy', 'is away', 'is silent before', 'is silent after'])(
    'when the shop %s, the item fails, and the next run makes the same code one coupon',
    async (mishap) => {
      shop.mishaps.push(mishap);
      const [failed] = await ask(['ann']);
      expect(failed?.error).toContain('Stand-In');
      const [{ code } = { code: '' }] = await store().db.selectFrom('coupon').select('code').execute();
      expect(await states()).toEqual(['reserved']);
      // Whatever the step says by then: the shop may have it already.
      expect((await ask(['ann'], { value: '20' }))[0]?.coupon).toMatchObject({ code, value: 10 });
      expect(shop.of(code)).toHaveLength(1);
      expect(shop.kept).toHaveLength(1);
    },
  );

  test('once the shop is away, it is not called for everybody else in vain', async () => {
    shop.mishaps.push('is away', 'is away', 'is away', 'is away');
    const people = Array.from({ length: 12 }, (_, i) => `c${i}`);
    expect((await ask(people)).filter(({ error }) => error !== undefined)).toHaveLength(12);
    expect(shop.mishaps).toEqual([]);
    expect((await ask(people)).map(({ output }) => output)).toEqual(people.map(() => 'issued'));
    expect(shop.kept).toHaveLength(12);
  });

  test('a few at once, and one after the other where the shop would take one code twice', async () => {
    const people = Array.from({ length: 9 }, (_, i) => `c${i}`);
    await ask(people);
    expect(shop.mostRunning).toBeGreaterThan(1);
    expect(shop.mostRunning).toBeLessThan(9);
    const serial = new StandInShop();
    serial.serial = true;
    shop = serial;
    const other = await openStore(place());
    const [here, there] = await Promise.all([
      ask(people, { purpose: 'other' }),
      ask(people.toReversed(), { purpose: 'other' }, other),
    ]);
    await other.close();
    expect(serial.mostRunning).toBe(1);
    expect(serial.kept).toHaveLength(9);
    expect(here.map(({ coupon }) => coupon['code'])).toEqual(
      there.map(({ coupon }) => coupon['code']).toReversed(),
    );
  });

  test('two workers with the same person at once: one coupon, and both get it', async () => {
    const other = await openStore(place());
    const { promise, resolve } = Promise.withResolvers<undefined>();
    shop.gate = promise;
    const both = [ask(['ann']), ask(['ann'], {}, other)];
    resolve(undefined);
    const codes = (await Promise.all(both)).flat().map(({ coupon }) => coupon['code']);
    await other.close();
    expect(new Set(codes).size).toBe(1);
    expect(shop.kept).toHaveLength(1);
  });

  test('whatever goes wrong and whoever asks: one coupon for each person, once all is well', async () => {
    const other = await openStore(place());
    const mishap = fc.constantFrom<(Mishap | undefined)[]>(
      undefined,
      'is busy',
      'is silent before',
      'is silent after',
      'dies after',
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(mishap, { maxLength: 6 }), async (mishaps) => {
        run += 1;
        shop = new StandInShop();
        shop.mishaps.push(...mishaps);
        const values = { purpose: `run ${run}` };
        const people = ['ann', 'bob', 'cid'];
        await Promise.allSettled([ask(people, values), ask(people.toReversed(), values, other)]);
        shop.mishaps.length = 0;
        // Whoever died holds what it was making until its claim runs out.
        clock.advance(DAY);
        const [here, there] = await Promise.all([ask(people, values), ask(people, values, other)]);
        const codes = here.map(({ coupon }) => String(coupon['code']));
        expect(there.map(({ coupon }) => coupon['code'])).toEqual(codes);
        expect(shop.kept.map(({ code }) => code).toSorted()).toEqual(codes.toSorted());
      }),
      { numRuns: 10 },
    );
    await other.close();
  });

  test('an account of another shop than the coupon’s is an error that says so', async () => {
    shop.mishaps.push('is silent after');
    await ask(['ann']);
    expect((await ask(['ann'], { source: 'ledger' }))[0]).toMatchObject({ parameter: 'shop' });
  });
});
