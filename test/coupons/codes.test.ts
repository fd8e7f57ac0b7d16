import { defineSegment } from '../../core/segments/membership';
import { couponIssue, questionsOf } from '../../core/steps';
import { openStore, type Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { sqlitePlace, type StorePlace } from '../support/stores';
import { issue } from './desk';

const people = (count: number, prefix = 'c') =>
  Array.from({ length: count }, (_, i) => ({ customerId: `${prefix}${i}` }));

describe('Codes, dates and tiers', () => {
  let place: StorePlace;
  let store: Store;
  let clock: TestClock;

  beforeEach(async () => {
    clock = new TestClock();
    place = sqlitePlace();
    store = await openStore(place.place);
  });

  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  test('codes look as the pattern says', async () => {
    const [answer] = await issue(store, clock, { pattern: 'save-####-##', prefix: 'x' }, people(1));
    expect(answer?.coupon['code']).toMatch(/^X-SAVE-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}$/);
  });

  test('of a pattern of one letter each code goes to one person, until hardly any is left', async () => {
    const answers = await issue(store, clock, { pattern: 'A#' }, people(40));
    const codes = answers.flatMap(({ coupon }) => coupon['code'] ?? []);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThan(28);
    expect(codes.length).toBeLessThanOrEqual(32);
    const failed = answers.filter(({ error }) => error !== undefined);
    expect(failed).toHaveLength(40 - codes.length);
    expect(failed[0]).toMatchObject({ parameter: 'pattern', error: expect.stringContaining('A#') });
  });

  test('a pattern without # is an error', async () => {
    expect(await issue(store, clock, { pattern: 'SAVE10' }, people(1))).toMatchObject([
      { parameter: 'pattern' },
    ]);
  });

  test('the dialog tells how easily codes are guessed', async () => {
    const [, question] = questionsOf(couponIssue).find(([name]) => name === 'strength') ?? [];
    const told = async (pattern: string) =>
      (await question?.answer({ pattern }, contextOf(store, clock)))?.en;
    expect(await told('')).toContain('60 random bits');
    expect(await told('SAVE-####')).toContain('1,048,576');
  });

  test.each([
    [{ expiry: 'date', expiresOn: '2026-03-31', timeZone: 'Europe/Berlin' }, '2026-03-31T21:59:59.000Z'],
    [
      { expiry: 'date', expiresOn: '2026-03-31T18:00', timeZone: 'Europe/Berlin' },
      '2026-03-31T16:00:00.000Z',
    ],
    [{ validDays: 1, endOfDay: true, timeZone: 'Asia/Shanghai' }, '2026-03-03T15:59:59.000Z'],
    [{ validDays: 2, startsOn: '2026-03-10' }, '2026-03-12T00:00:00.000Z'],
  ])('%j expires in the shop’s zone', async (values, expiresAt) => {
    expect(await issue(store, clock, values, people(1))).toMatchObject([{ coupon: { expiresAt } }]);
  });

  test('a last day that has passed issues nothing; dates that are none are errors', async () => {
    const asked = (values: object) => issue(store, clock, { expiry: 'date', ...values }, people(1));
    expect(await asked({ expiresOn: '2026-03-01' })).toMatchObject([{ coupon: { reason: 'over' } }]);
    expect(await asked({ expiresOn: 'soon' })).toMatchObject([{ parameter: 'expiresOn' }]);
    expect(await asked({ expiresOn: '2026-04-01', startsOn: '2026-04-02' })).toMatchObject([
      { parameter: 'expiresOn' },
    ]);
    expect(await asked({ expiresOn: '2026-04-01', timeZone: 'Mars/Olympus' })).toMatchObject([
      { parameter: 'timeZone' },
    ]);
  });

  test('the first segment that the person is in decides the value', async () => {
    const registered = { version: 1 as const, where: { did: 'customer_registered' } };
    await defineSegment(store, clock, 'VIP', registered);
    await take(store, clock, 'customer_registered', 'c0');
    const values = {
      tiersBy: 'segment',
      segmentTiers: [
        { segment: 'VIP', value: '20' },
        { segment: 'lapsed-3-months', value: '30' },
      ],
    };
    expect(await issue(store, clock, values, people(2))).toMatchObject([
      { coupon: { value: 20 } },
      { output: 'not_issued', coupon: { reason: 'no_tier' } },
    ]);
    const unknown = { ...values, segmentTiers: [{ segment: 'nobody', value: '20' }] };
    await expect(issue(store, clock, unknown, people(1, 'other'))).rejects.toMatchObject({
      parameter: 'segmentTiers',
    });
  });

  test('RFM decides the value, as of the last scoring run', async () => {
    const cuts = { recency: [0, 0, 0, 0], frequency: [1, 1, 1, 1], monetary: { EUR: [1, 1, 1, 1] } };
    await store.write((work) =>
      work
        .insertInto('scoring')
        .values({ name: 'rfm', computed_at: clock.now(), value: JSON.stringify(cuts) })
        .execute(),
    );
    await take(store, clock, 'order_paid', 'c0', {
      data: { order: { id: 'o1', amount: 5000, currency: 'EUR' } },
    });
    const by = (values: object) => issue(store, clock, { ...values }, people(2));
    expect(
      await by({ tiersBy: 'rfm_tier', rfmTiers: [{ tier: 'champions', value: '20' }], purpose: 'a' }),
    ).toMatchObject([{ coupon: { value: 20 } }, { coupon: { reason: 'no_tier' } }]);
    expect(
      await by({
        tiersBy: 'rfm_score',
        scoreTiers: [
          { from: 3, value: '5' },
          { from: 12, value: '15' },
        ],
        purpose: 'b',
      }),
    ).toMatchObject([{ coupon: { value: 15 } }, { coupon: { reason: 'no_tier' } }]);
  });

  test('a gift needs its category', async () => {
    expect(await issue(store, clock, { kind: 'gift' }, people(1))).toMatchObject([{ parameter: 'category' }]);
    expect(await issue(store, clock, { kind: 'gift', category: '7' }, people(1))).toMatchObject([
      { coupon: { kind: 'gift', text: 'a gift', category: '7' } },
    ]);
  });
});
