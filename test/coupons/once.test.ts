import fc from 'fast-check';
import { sql } from 'kysely';
import { takeEvents } from '../../core/ingest';
import { openStore, type Store } from '../../core/store';
import { DAY, TestClock } from '../support/clock';
import { happened, take } from '../support/people';
import { describeOnStores, postgresPlace } from '../support/stores';
import { issue } from './desk';

describeOnStores('One coupon for each passage and purpose', (store, place) => {
  let clock: TestClock;

  beforeEach(() => {
    clock = new TestClock();
  });

  const codes = async (customers: string[], values = {}, at: Store = store()) =>
    (
      await issue(
        at,
        clock,
        values,
        customers.map((customerId) => ({ customerId })),
      )
    ).map(({ coupon }) => coupon['code']);

  test('four reminders over a month carry the same coupon, whatever the step says by then', async () => {
    const told = [];
    for (const value of ['10', '10', '20', '30']) {
      const [answer] = await issue(store(), clock, { value, validDays: 30 }, [{ customerId: 'ann' }]);
      told.push(answer?.coupon);
      clock.advance(10 * DAY);
    }
    expect(new Set(told.map((coupon) => JSON.stringify(coupon))).size).toBe(1);
    expect(told[0]).toMatchObject({ value: 10, text: '10 %', expiresAt: '2026-04-01T09:00:00.000Z' });
    expect(await store().db.selectFrom('coupon').selectAll().execute()).toHaveLength(1);
  });

  test('another purpose, another person: another coupon', async () => {
    const all = [...(await codes(['ann', 'bob', 'ann'])), ...(await codes(['ann'], { purpose: 'birthday' }))];
    expect(all[0]).toBe(all[2]);
    expect(new Set(all).size).toBe(3);
  });

  test('whoever asks, in whatever batches, from two processes at once: one coupon a key', async () => {
    const other = await openStore(place());
    const batch = fc.array(fc.constantFrom('ann', 'bob', 'cid', 'dan'), { minLength: 1, maxLength: 5 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 2, maxLength: 6 }), async (batches) => {
        run += 1;
        const values = { purpose: `run ${run}` };
        const answers = await Promise.all(
          batches.map((people, i) => codes(people, values, i % 2 ? store() : other)),
        );
        const given = new Map<string, Set<unknown>>();
        batches.forEach((people, i) =>
          people.forEach((who, j) => given.set(who, (given.get(who) ?? new Set()).add(answers[i]?.[j]))),
        );
        expect([...given.values()].map(({ size }) => size)).toEqual([...given].map(() => 1));
        expect(new Set([...given.values()].flatMap((one) => [...one])).size).toBe(given.size);
      }),
      { numRuns: 15 },
    );
    await other.close();
  });

  test('contacts that turn out to be one keep the coupon of the one who goes on', async () => {
    const [ann] = await codes(['ann']);
    const [mail] = (await issue(store(), clock, {}, [{ email: 'ann@example.com' }])).map(
      ({ coupon }) => coupon['code'],
    );
    expect(mail).not.toBe(ann);
    await take(store(), clock, 'customer_registered', ['ann', 'ann@example.com']);
    expect(await codes(['ann'])).toEqual([ann]);
    expect((await issue(store(), clock, {}, [{ email: 'ann@example.com' }]))[0]?.coupon['code']).toBe(ann);
  });

  test('codes are long, and hold no letter that is misread', async () => {
    const [plain, prefixed] = [
      await codes(Array.from({ length: 500 }, (_, i) => `${i}`)),
      await codes(['ann'], { prefix: ' welcome ', purpose: 'p' }),
    ];
    const letters = plain.join('').replaceAll('-', '');
    for (const code of plain) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    expect(new Set(plain).size).toBe(500);
    // 6,000 letters of 32 kinds: each comes, and none so often that codes could be guessed.
    const counts = [...Map.groupBy(letters, (letter) => letter).values()].map(({ length }) => length);
    expect(counts).toHaveLength(32);
    expect(Math.max(...counts)).toBeLessThan(400);
    expect(prefixed[0]).toMatch(/^WELCOME(-[0-9A-Z]{4}){3}$/);
  });

  test('a rehearsal’s coupon says that it is none, and counts in its own time', async () => {
    await take(store(), clock, 'customer_registered', 'ann', { speed: 43_200 });
    clock.advance(60_000);
    const [answer] = await issue(store(), clock, { prefix: 'HI', validDays: 1 }, [{ customerId: 'ann' }]);
    expect(answer?.coupon).toMatchObject({
      code: expect.stringMatching(/^TEST-HI-/),
      rehearsal: true,
      expiresAt: '2026-04-02T09:00:00.000Z',
    });
  });

  test('an expiry keeps the time of day where the person is', async () => {
    clock.instant = Date.parse('2026-03-28T12:00:00Z');
    await take(store(), clock, 'customer_registered', 'ann', { profile: { timeZone: 'Europe/Berlin' } });
    const told = await issue(store(), clock, { validDays: 1 }, [
      { customerId: 'ann' },
      { customerId: 'bob' },
    ]);
    expect(told.map(({ coupon }) => coupon['expiresAt'])).toEqual([
      '2026-03-29T11:00:00.000Z',
      '2026-03-29T12:00:00.000Z',
    ]);
  });

  test('a person whose zone does not exist gets a coupon that expires all the same', async () => {
    await take(store(), clock, 'customer_registered', 'ann', { profile: { timeZone: 'Mars/Olympus' } });
    const [answer] = await issue(store(), clock, { validDays: 1 }, [{ customerId: 'ann' }]);
    expect(answer?.coupon['expiresAt']).toBe('2026-03-03T09:00:00.000Z');
  });

  test('0 days never expire; any number of days that can be typed works', async () => {
    expect(
      (await issue(store(), clock, { validDays: 0 }, [{ customerId: 'ann' }]))[0]?.coupon['expiresAt'],
    ).toBeNull();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 1e-9, max: 3650, noNaN: true }), async (validDays) => {
        run += 1;
        const [answer] = await issue(store(), clock, { validDays }, [{ customerId: `c${run}` }]);
        expect(answer?.coupon['expiresAt']).toEqual(expect.any(String));
      }),
      { numRuns: 10 },
    );
  });

  test('an item that names nobody takes nothing, and the others get theirs', async () => {
    const answers = await issue(store(), clock, {}, [
      { customerId: 'ann' },
      { colour: 'red' },
      { customerId: 'bob' },
    ]);
    expect(answers.map(({ output, parameter }) => output ?? parameter)).toEqual([
      'issued',
      'contact',
      'issued',
    ]);
  });
});

test('who comes for a coupon while a merge is under way on PostgreSQL gets that of the one who goes on', async () => {
  const at = await postgresPlace();
  const [store, other] = await Promise.all([openStore(at.place), openStore(at.place)]);
  const clock = new TestClock();
  await take(store, clock, 'customer_registered', 'ann');
  const both = [{ customerId: 'ann' }, { email: 'ann@example.com' }];
  const [older, younger] = await issue(store, clock, {}, both);
  const passages = await store.db
    .selectFrom('enrolment')
    .select(['id', 'contact_id'])
    .orderBy('id')
    .execute();
  const [goingOn, ended] = passages;
  expect(passages).toHaveLength(2);
  const merged = Promise.withResolvers<undefined>();
  const commit = Promise.withResolvers<undefined>();
  const merging = other.write(async (work) => {
    const event = happened('customer_registered', ['ann', 'ann@example.com'], clock.now());
    await takeEvents(work, other, clock, [event]);
    merged.resolve(undefined);
    await commit.promise;
  });
  await merged.promise;
  const issuing = issue(store, clock, {}, [{ journey: { enrolment: ended?.id, leg: 0 } }]);
  const waiting = async () =>
    (
      await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        other.db,
      )
    ).rows.length > 0;
  while (!(await waiting())) await new Promise((resolve) => setImmediate(resolve));
  commit.resolve(undefined);
  const [[issued]] = await Promise.all([issuing, merging]);
  expect(older?.coupon['code']).not.toBe(younger?.coupon['code']);
  expect(issued?.coupon['code']).toBe(older?.coupon['code']);
  const owners = await store.db.selectFrom('coupon').select('contact_id').distinct().execute();
  expect(owners).toEqual([{ contact_id: goingOn?.contact_id }]);
  await Promise.all([store.close(), other.close()]);
  await at.remove();
});
