import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { EventName } from '../../core/ingest';
import { suppress } from '../../core/messages/suppression';
import type { JsonObject, Outcome, StepContext } from '../../core/steps/define';
import { openStore, type Store } from '../../core/store';
import { DAY, HOUR, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { httpAnswering } from '../support/http';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { fates, meet, send } from './people';

const viaGateway = {
  channel: 'http',
  gatewayUrl: 'https://gateway.example/send',
  body: 'Hi',
  gatewayAuthentication: 'none',
};
const PHONE = '+4930123456';

describeOnStores('Who is written to', (store, place) => {
  let clock: TestClock;
  let sent: string[];

  beforeEach(() => {
    clock = new TestClock();
    sent = [];
  });

  const http = httpAnswering((request) => {
    sent.push(String(request.body));
    return Promise.resolve({ status: 200, headers: {}, body: '' });
  });
  const context = (at: Store = store()): StepContext => contextOf(at, clock, { http });
  let steps = 0;
  /** A step of its own, so that each message is another. */
  const write = (values: JsonObject = {}, who = ['ann'], at?: Store) => {
    steps += 1;
    return send(context(at), { ...viaGateway, stepKey: `step ${steps}`, ...values }, ...who);
  };
  const told = (outcomes: readonly Outcome[]) =>
    fates(outcomes).map((fate) => {
      const [output, { reason = 'sent' }] = fate as [string, { reason?: string }];
      return output === 'sent' ? 'sent' : reason;
    });
  const says = (profile: Record<string, string>, name: EventName = 'consent_changed', who = 'ann') =>
    take(store(), clock, name, who, { profile });

  beforeEach(() => meet(context(), [{ id: 'ann', profile: { phone: PHONE, firstName: 'Ann' } }]));

  describe('consent', () => {
    test.each([
      [{}, 'unless_withdrawn', '', 'sent'],
      [{}, 'granted', '', 'no_consent'],
      [{ 'consent.sms': 'granted' }, 'granted', '', 'sent'],
      [{ 'consent.sms': 'withdrawn' }, 'unless_withdrawn', '', 'no_consent'],
      [{ 'consent.email': 'withdrawn' }, 'unless_withdrawn', '', 'sent'],
      [{ 'consent.sms': 'granted', 'consent.sms.news': 'withdrawn' }, 'granted', '', 'sent'],
      [{ 'consent.sms': 'granted', 'consent.sms.news': 'withdrawn' }, 'granted', 'news', 'no_consent'],
      [{ 'consent.sms': 'withdrawn', 'consent.sms.news': 'granted' }, 'unless_withdrawn', 'news', 'sent'],
      [{ 'consent.sms': 'granted' }, 'granted', 'news', 'sent'],
    ])('%j, %s, topic “%s”: %s', async (profile, consentRule, topic, expected) => {
      await says(profile);
      expect(told(await write({ consentRule, topic }))).toEqual([expected]);
      expect(told(await write({ consentRule, topic, purpose: 'transactional' }))).toEqual(['sent']);
    });

    test('customers may be written to for some months, unless they say no', async () => {
      const rule = { consentRule: 'customers', customerMonths: 2 };
      expect(told(await write(rule))).toEqual(['no_consent']);
      await take(store(), clock, 'order_placed', 'ann', {
        data: { order: { id: 'o1', amount: 4990, currency: 'EUR' } },
      });
      expect(told(await write(rule))).toEqual(['no_consent']);
      await take(store(), clock, 'order_paid', 'ann', {
        data: { order: { id: 'o1', amount: 4990, currency: 'EUR' } },
      });
      expect(told(await write(rule))).toEqual(['sent']);
      clock.advance(59 * DAY);
      expect(told(await write(rule))).toEqual(['sent']);
      clock.advance(3 * DAY);
      expect(told(await write(rule))).toEqual(['no_consent']);
      expect(told(await write({ ...rule, customerMonths: 3 }))).toEqual(['sent']);
      await says({ 'consent.sms': 'withdrawn' });
      expect(told(await write({ ...rule, customerMonths: 3 }))).toEqual(['no_consent']);
      clock.advance(HOUR);
      await says({ 'consent.sms': 'granted' });
      expect(told(await write(rule))).toEqual(['sent']);
    });

    test('the latest word counts, in whatever sequence the words come', async () => {
      clock.advance(HOUR);
      await says({ 'consent.sms': 'withdrawn' });
      await take(store(), clock, 'consent_changed', 'ann', {
        at: clock.now() - HOUR / 2,
        profile: { 'consent.sms': 'granted' },
      });
      expect(told(await write())).toEqual(['no_consent']);
    });

    test('whoever unsubscribes while a batch is under way gets nothing more of it', async () => {
      const people = Array.from({ length: 101 }, (_, i) => `p${i}`);
      await meet(
        context(),
        people.map((id, i) => ({ id, profile: { phone: `+4930${100_000 + i}` } })),
      );
      let first = true;
      const leaving = httpAnswering(async () => {
        if (first) {
          first = false;
          await take(store(), clock, 'unsubscribed', 'p100');
        }
        return { status: 200, headers: {}, body: '' };
      });
      const outcomes = await send({ ...context(), http: leaving }, viaGateway, ...people);
      expect(told(outcomes).filter((one) => one === 'unsubscribed')).toHaveLength(1);
      expect(told(outcomes).filter((one) => one === 'sent')).toHaveLength(100);
    });
  });

  describe('the suppression list', () => {
    test('keeps an address from everything, and holds no address', async () => {
      await store().write((work) =>
        suppress(work, store(), [{ kind: 'phone', value: PHONE, reason: 'bounced' }], clock.now()),
      );
      expect(told(await write({ purpose: 'transactional' }))).toEqual(['suppressed']);
      const rows = await store().db.selectFrom('suppression').selectAll().execute();
      expect(rows).toMatchObject([{ reason: 'bounced', at: clock.now() }]);
      expect(JSON.stringify(rows)).not.toContain('123456');
    });
  });

  describe('the holdout', () => {
    test('is a share of people, always the same', async () => {
      const people = Array.from({ length: 400 }, (_, i) => `p${i}`);
      await meet(
        context(),
        people.map((id, i) => ({ id, profile: { phone: `+4930${200_000 + i}` } })),
      );
      const first = told(await write({ holdout: 20 }, people));
      const held = first.filter((one) => one === 'holdout').length;
      expect(held).toBeGreaterThan(40);
      expect(held).toBeLessThan(120);
      expect(told(await write({ holdout: 20 }, people))).toEqual(first);
      expect(told(await write({ holdout: 20, purpose: 'transactional' }, people))).not.toContain('holdout');
    });
  });

  describe('caps', () => {
    test('count by channel, roll with the days, and tell when there is room again', async () => {
      const cap = { mostByChannel: 2, mostByChannelDays: 7 };
      const began = clock.now();
      expect(told(await write(cap))).toEqual(['sent']);
      clock.advance(DAY);
      expect(told(await write(cap))).toEqual(['sent']);
      clock.advance(DAY);
      const third = await write(cap);
      expect(fates(third)).toMatchObject([
        ['not_sent', { reason: 'frequency_cap', retryAt: new Date(began + 7 * DAY).toISOString() }],
      ]);
      expect(
        await store()
          .db.selectFrom('message')
          .where('state', '=', 'not_sent')
          .select(['reason', 'next_at'])
          .execute(),
      ).toEqual([{ reason: 'frequency_cap', next_at: began + 7 * DAY }]);
      clock.instant = began + 7 * DAY;
      expect(told(await write(cap))).toEqual(['sent']);
      expect(told(await write(cap))).toEqual(['frequency_cap']);
    });

    test('by whatever channel count the outbox too; transactional messages neither count nor are kept back', async () => {
      const cap = { mostInAll: 1 };
      expect(told(await write({ purpose: 'transactional' }))).toEqual(['sent']);
      expect(told(await write({ ...cap, channel: 'outbox' }))).toEqual(['sent']);
      expect(told(await write(cap))).toEqual(['frequency_cap']);
      expect(told(await write({ ...cap, purpose: 'transactional' }))).toEqual(['sent']);
    });

    test('a message that comes again is sent already, and takes no room', async () => {
      const values = { mostByChannel: 1, stepKey: 'welcome' };
      for (let time = 0; time < 3; time += 1) expect(told(await write(values))).toEqual(['sent']);
      expect(sent).toHaveLength(1);
    });

    test('eight workers at once send nobody more than the cap', async () => {
      const people = Array.from({ length: 12 }, (_, i) => `p${i}`);
      await meet(
        context(),
        people.map((id, i) => ({ id, profile: { phone: `+4930${300_000 + i}` } })),
      );
      const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(place())));
      const workers = Array.from({ length: 8 }, (_, i) =>
        write({ mostByChannel: 3 }, i % 2 === 0 ? people : people.toReversed(), stores[i % 4]),
      );
      const outcomes = (await Promise.all(workers)).flat();
      await Promise.all(stores.map((one) => one.close()));
      expect(outcomes.filter((one) => 'error' in one)).toEqual([]);
      const rows = await store()
        .db.selectFrom('message')
        .where('state', '=', 'sent')
        .select((eb) => ['contact_id', eb.fn.countAll<number>().as('count')])
        .groupBy('contact_id')
        .execute();
      expect(rows.map(({ count }) => count)).toEqual(people.map(() => 3));
    });
  });

  describe('how often somebody wants to be written to', () => {
    test.each([
      [{}, 0],
      [{ messageFrequency: 'everything' }, 0],
      [{ messageFrequency: 'now and then' }, 0],
      [{ messageFrequency: 'weekly' }, 7],
      [{ messageFrequency: ' Monthly ' }, 30],
    ])('%j: one message in %i days', async (profile, days) => {
      await says(profile);
      const began = clock.now();
      expect(told(await write({ channel: 'outbox' }))).toEqual(['sent']);
      expect(told(await write({ purpose: 'transactional' }))).toEqual(['sent']);
      const next = await write();
      if (days === 0) {
        expect(told(next)).toEqual(['sent']);
        return;
      }
      expect(fates(next)).toMatchObject([
        ['not_sent', { reason: 'chosen_frequency', retryAt: new Date(began + days * DAY).toISOString() }],
      ]);
      clock.instant = began + days * DAY - 1;
      expect(told(await write())).toEqual(['chosen_frequency']);
      clock.advance(1);
      expect(told(await write())).toEqual(['sent']);
    });

    test('of several caps, the one that keeps longest is told', async () => {
      await says({ messageFrequency: 'weekly' });
      const began = clock.now();
      await write();
      const keptUntil = async (values: JsonObject) => fates(await write({ mostInAll: 1, ...values }));
      const until = (days: number) => new Date(began + days * DAY).toISOString();
      expect(await keptUntil({ mostInAllDays: 3 })).toMatchObject([
        ['not_sent', { reason: 'chosen_frequency', retryAt: until(7) }],
      ]);
      expect(await keptUntil({ mostInAllDays: 9 })).toMatchObject([
        ['not_sent', { reason: 'frequency_cap', retryAt: until(9) }],
      ]);
    });

    test('whatever people choose and whenever they are written to: never sooner than they want it, and never kept without need', async () => {
      const move = fc.oneof(
        fc.record({ choice: fc.constantFrom('everything', 'weekly', 'monthly') }),
        fc.record({ hours: fc.integer({ min: 1, max: 400 }) }),
        fc.record({ purpose: fc.constantFrom('marketing', 'transactional') }),
      );
      const days = { everything: 0, weekly: 7, monthly: 30 };
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
          round += 1;
          const who = `choosy ${round}`;
          await meet(context(), [{ id: who, profile: { phone: `+4930${500_000 + round}` } }]);
          let [wanted, last] = [0, -Infinity];
          for (const one of moves) {
            if ('hours' in one) clock.advance(one.hours * HOUR);
            else if ('choice' in one) {
              clock.advance(1);
              await says({ messageFrequency: one.choice }, 'consent_changed', who);
              wanted = days[one.choice] * DAY;
            } else {
              const isFree = one.purpose === 'transactional' || clock.now() >= last + wanted;
              const expected = isFree ? 'sent' : 'chosen_frequency';
              expect(told(await write({ purpose: one.purpose }, [who]))).toEqual([expected]);
              if (isFree && one.purpose === 'marketing') last = clock.now();
            }
          }
        }),
        { numRuns: 25 },
      );
    });
  });

  test.each([
    [['unsubscribed', 'resubscribed'], 'sent'],
    [['unsubscribed', 'resubscribed', 'unsubscribed'], 'unsubscribed'],
    [['resubscribed'], 'sent'],
  ] as const)('%j, in whatever sequence the words come: %s', async (words, expected) => {
    const began = clock.now();
    clock.advance(DAY);
    for (const [index, word] of [...words.entries()].toReversed())
      await take(store(), clock, word, 'ann', { at: began + index });
    expect(told(await write())).toEqual([expected]);
  });

  describe('quiet hours', () => {
    test.each([
      ['21:00', '08:00', 'Europe/Berlin', '2026-03-02T20:30', undefined],
      ['21:00', '08:00', 'Europe/Berlin', '2026-03-02T21:00', '2026-03-03T08:00'],
      ['21:00', '08:00', 'Europe/Berlin', '2026-03-03T07:59', '2026-03-03T08:00'],
      ['21:00', '08:00', 'Europe/Berlin', '2026-03-03T08:00', undefined],
      ['12:00', '14:30', 'Asia/Shanghai', '2026-03-03T14:29', '2026-03-03T14:30'],
      // The night in which the clocks go forward.
      ['21:00', '08:00', 'Europe/Berlin', '2026-03-28T23:00', '2026-03-29T08:00'],
    ])('from %s until %s in %s at %s: next %s', async (quietFrom, quietUntil, timeZone, now, next) => {
      const local = (time: string) => DateTime.fromISO(time, { zone: timeZone });
      await says({ timeZone });
      clock.instant = local(now).toMillis();
      expect(fates(await write({ quietFrom, quietUntil }))).toMatchObject([
        next === undefined
          ? ['sent', {}]
          : ['not_sent', { reason: 'quiet_hours', retryAt: local(next).toUTC().toISO() }],
      ]);
      expect(told(await write({ quietFrom, quietUntil, purpose: 'transactional' }))).toEqual(['sent']);
    });

    test.each([
      [{ quietFrom: '9pm', quietUntil: '08:00' }, 'quietFrom'],
      [{ quietFrom: '21:00' }, 'quietUntil'],
      [{ quietFrom: '24:00', quietUntil: '08:00' }, 'quietFrom'],
    ])('%j is an error that names the parameter', async (values, parameter) => {
      const [outcome] = await write(values);
      if (!outcome || !('error' in outcome)) throw new Error('no error');
      expect(outcome.error).toMatchObject({ parameter, advice: expect.stringContaining('21:00') });
      expect(sent).toEqual([]);
    });
  });

  test('a dry run tells what would be sent and why not, and leaves nothing behind', async () => {
    await meet(context(), [{ id: 'bob', profile: { email: 'bob@example.com' } }]);
    const values = {
      dryRun: true,
      body: 'Hi {{ contact.firstName | default: "you" }}',
      quietFrom: '10:00',
      quietUntil: '11:00',
    };
    expect(fates(await write(values, ['ann', 'bob']))).toEqual([
      [
        'sent',
        {
          channel: 'http',
          address: PHONE,
          dryRun: true,
          state: 'would_be_sent',
          subject: null,
          body: 'Hi Ann',
          check: [],
        },
      ],
      [
        'not_sent',
        {
          channel: 'http',
          address: null,
          dryRun: true,
          state: 'not_sent',
          reason: 'no_address',
          detail: expect.any(String),
        },
      ],
    ]);
    clock.advance(HOUR);
    expect(fates(await write(values))).toMatchObject([
      ['not_sent', { reason: 'quiet_hours', retryAt: '2026-03-02T11:00:00.000Z' }],
    ]);
    expect([sent, await store().db.selectFrom('message').selectAll().execute()]).toEqual([[], []]);
  });

  test('whatever people say and whenever they are written to: never without consent, never beyond the cap', async () => {
    const move = fc.oneof(
      fc.record({ do: fc.constant('says' as const), said: fc.constantFrom('granted', 'withdrawn') }),
      fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ do: fc.constant('write' as const), night: fc.boolean() }),
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
        round += 1;
        const who = `somebody ${round}`;
        await meet(context(), [{ id: who, profile: { phone: `+4930${400_000 + round}` } }]);
        let consent = '';
        const times: number[] = [];
        for (const one of moves) {
          if (one.do === 'wait') clock.advance(one.hours * HOUR);
          else if (one.do === 'says') {
            clock.advance(1);
            await says({ 'consent.sms': one.said }, 'consent_changed', who);
            consent = one.said;
          } else {
            const quiet = one.night ? { quietFrom: '21:00', quietUntil: '08:00' } : {};
            const cap = { mostByChannel: 2, mostByChannelDays: 3, consentRule: 'granted' };
            const [fate] = told(await write({ ...cap, ...quiet }, [who]));
            if (fate !== 'sent') continue;
            times.push(clock.now());
            expect(consent).toBe('granted');
            expect(times.filter((at) => at > clock.now() - 3 * DAY).length).toBeLessThanOrEqual(2);
            const { hour } = DateTime.fromMillis(clock.now(), { zone: 'UTC' });
            if (one.night) expect(hour >= 8 && hour < 21).toBe(true);
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});
