import { couponIssue, type JsonObject, stepValues } from '../../core/steps';
import { openStore, type Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { sqlitePlace, type StorePlace } from '../support/stores';
import { type Answer, issue } from './desk';

const tiers = [
  { from: '100', value: '15' },
  { from: '50.00', value: '10' },
];

describe('What a coupon is worth', () => {
  let place: StorePlace;
  let store: Store;
  const clock = new TestClock();

  beforeEach(async () => {
    place = sqlitePlace();
    store = await openStore(place.place);
  });

  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  async function answer(values: JsonObject, order?: unknown): Promise<Answer> {
    const [told] = await issue(store, clock, values, [
      { customerId: 'ann', ...(order === undefined ? {} : { event: { order } }) },
    ]);
    if (!told) throw new Error('nothing left');
    return told;
  }

  const rows = async () => (await store.db.selectFrom('coupon').selectAll().execute()).length;

  test.each<[string, JsonObject, unknown, JsonObject]>([
    [
      'percent',
      { value: '12.5' },
      undefined,
      { kind: 'percentage', value: 12.5, text: '12.5 %', minimumSpend: null },
    ],
    ['everything off', { value: '100' }, undefined, { value: 100 }],
    [
      'euros',
      { kind: 'fixed', value: '5' },
      undefined,
      { kind: 'fixed', value: 500, currency: 'EUR', text: '€5.00' },
    ],
    [
      'yen have no cents',
      { kind: 'fixed', value: '500', currency: 'JPY', minimumSpend: '3000' },
      undefined,
      { value: 500, minimumSpend: 3000, text: '¥500' },
    ],
    [
      'dinars have three decimals',
      { kind: 'fixed', value: '1.250', currency: 'KWD' },
      undefined,
      { value: 1250, text: 'KWD\u00a01.250' },
    ],
    [
      'a currency in small letters',
      { kind: 'fixed', value: '5', currency: ' usd ' },
      undefined,
      { currency: 'USD', text: '$5.00' },
    ],
    [
      'free shipping',
      { kind: 'free_shipping', value: 'whatever', tiers },
      undefined,
      { kind: 'free_shipping', value: 0, text: 'free shipping' },
    ],
    ['a minimum spend', { minimumSpend: '49.90' }, undefined, { minimumSpend: 4990 }],
    ['a minimum of nothing', { minimumSpend: '0' }, undefined, { minimumSpend: 0 }],
    ['the lower tier, just reached', { tiers }, { amount: 5000, currency: 'EUR' }, { value: 10 }],
    ['the lower tier, nearly left', { tiers }, { amount: 9999, currency: 'EUR' }, { value: 10 }],
    ['the higher tier', { tiers }, { amount: 10_000, currency: 'EUR' }, { value: 15 }],
    ['tiers of amounts', { kind: 'fixed', tiers }, { amount: 10_000, currency: 'eur' }, { value: 1500 }],
    ['an order that names no currency', { tiers }, { amount: 10_000 }, { value: 15 }],
    [
      'percent of an order in another currency',
      { value: '10' },
      { amount: 1, currency: 'USD' },
      { value: 10 },
    ],
  ])('%s', async (_, values, order, coupon) => {
    expect(await answer(values, order)).toMatchObject({
      output: 'issued',
      coupon: { code: expect.any(String), purpose: 'welcome', rehearsal: false, ...coupon },
    });
  });

  test('in one batch each gets what their own order, time zone, language and rule say', async () => {
    const people = {
      ann: { timeZone: 'Asia/Tokyo' },
      bob: { timeZone: 'America/New_York' },
      cyd: { timeZone: 'Asia/Tokyo', locale: 'de-DE' },
    };
    for (const [customer, profile] of Object.entries(people))
      await take(store, clock, 'customer_registered', customer, { profile });
    const asked = (customerId: string, amount: number, rule: JsonObject = {}) => ({
      json: { customerId, event: { order: { amount, currency: 'EUR' } } },
      values: stepValues(couponIssue.parameters, { kind: 'fixed', tiers, ...rule }),
    });
    const outcomes = await couponIssue.run(
      [
        asked('ann', 5000),
        asked('bob', 10_000),
        asked('cyd', 10_000),
        asked('ann', 5000, { purpose: 'second', validDays: 1 }),
        asked('bob', 5000, { purpose: 'second', usageLimit: 3 }),
        asked('dan', 1),
      ],
      contextOf(store, clock),
    );
    expect(outcomes.map((outcome) => ('json' in outcome ? outcome.json['coupon'] : outcome.error))).toEqual(
      [
        { text: '€10.00', usageLimit: 1, expiresAt: '2026-04-01T09:00:00.000Z' },
        { text: '€15.00', usageLimit: 1, expiresAt: '2026-04-01T08:00:00.000Z' },
        { text: '15,00\u00a0€', usageLimit: 1, expiresAt: '2026-04-01T09:00:00.000Z' },
        { text: '€10.00', usageLimit: 1, expiresAt: '2026-03-03T09:00:00.000Z' },
        { text: '€10.00', usageLimit: 3, expiresAt: '2026-04-01T08:00:00.000Z' },
        { reason: 'below_lowest_tier' },
      ].map((coupon): unknown => expect.objectContaining(coupon)),
    );
    const kept = await store.db.selectFrom('coupon').select('terms').orderBy('id').execute();
    expect(kept.map(({ terms }): unknown => JSON.parse(terms ?? ''))).toMatchObject([
      { discount: { value: 1000 }, usageLimit: 1 },
      { discount: { value: 1500 }, usageLimit: 1 },
      { discount: { value: 1500 }, usageLimit: 1 },
      { discount: { value: 1000 }, usageLimit: 1, title: expect.stringContaining('second') },
      { discount: { value: 1000 }, usageLimit: 3, title: expect.stringContaining('second') },
    ]);
  });

  test('the readable value speaks the person’s language', async () => {
    await take(store, clock, 'customer_registered', 'ann', { profile: { locale: 'de-DE' } });
    expect((await answer({ kind: 'fixed', value: '5' })).coupon['text']).toBe('5,00\u00a0€');
    await take(store, clock, 'customer_registered', 'ann', {
      profile: { locale: 'zh-CN' },
      at: clock.now() + 1,
    });
    expect((await answer({ kind: 'free_shipping', purpose: 'other' })).coupon['text']).toBe('免运费');
  });

  test.each<[string, JsonObject, unknown, string]>([
    [
      'an order in another currency and a fixed amount',
      { kind: 'fixed', value: '5' },
      { amount: 5000, currency: 'USD' },
      'currency_mismatch',
    ],
    [
      'an order in another currency and a minimum spend',
      { minimumSpend: '5' },
      { amount: 5000, currency: 'USD' },
      'currency_mismatch',
    ],
    [
      'an order in another currency and tiers',
      { tiers },
      { amount: 5000, currency: 'USD' },
      'currency_mismatch',
    ],
    ['tiers and no order', { tiers }, undefined, 'no_order_amount'],
    ['tiers and an order without amount', { tiers }, { id: 'o1' }, 'no_order_amount'],
    ['an order below the lowest tier', { tiers }, { amount: 4999, currency: 'EUR' }, 'below_lowest_tier'],
  ])('%s: not issued, and the reason travels on', async (_, values, order, reason) => {
    const told = await answer(values, order);
    expect(told).toEqual({
      output: 'not_issued',
      coupon: { code: null, purpose: 'welcome', reason, detail: expect.stringMatching(/\w+ \w+/) },
    });
    expect(await rows()).toBe(0);
  });

  test.each<[string, JsonObject, unknown, string]>([
    ['a negative percentage', { value: '-10' }, undefined, 'value'],
    ['nothing off', { value: '0' }, undefined, 'value'],
    ['more than everything off', { value: '100.01' }, undefined, 'value'],
    ['a percentage in words', { value: 'ten' }, undefined, 'value'],
    ['an empty value', { value: '' }, undefined, 'value'],
    ['a negative amount', { kind: 'fixed', value: '-5' }, undefined, 'value'],
    ['an amount of 0', { kind: 'fixed', value: '0.00' }, undefined, 'value'],
    ['an absurd amount', { kind: 'fixed', value: '99999999999999' }, undefined, 'value'],
    ['cents of a yen', { kind: 'fixed', value: '4.90', currency: 'JPY' }, undefined, 'value'],
    ['a currency that does not exist', { currency: 'EUX' }, undefined, 'currency'],
    ['no currency', { currency: '' }, undefined, 'currency'],
    ['a negative minimum spend', { minimumSpend: '-1' }, undefined, 'minimumSpend'],
    ['a tier from a negative amount', { tiers: [{ from: '-1', value: '5' }] }, { amount: 5 }, 'tiers'],
    ['a tier without its amount', { tiers: [{ value: '5' }] }, { amount: 5 }, 'tiers'],
    ['a tier that gives nothing', { tiers: [{ from: '0', value: '' }] }, { amount: 5 }, 'value'],
  ])('%s is an error that names the parameter, and issues nothing', async (_, values, order, parameter) => {
    expect(await answer(values, order)).toMatchObject({ parameter, error: expect.any(String) });
    expect(await rows()).toBe(0);
  });

  test.each([[-1], [4.5], [1e15], ['4990'], [null], [Number.NaN]])(
    'an order amount of %p in the item is an error that says how to give it',
    async (amount) => {
      expect((await answer({ tiers }, { amount, currency: 'EUR' })).error).toContain('amount');
      expect(await rows()).toBe(0);
    },
  );
});
