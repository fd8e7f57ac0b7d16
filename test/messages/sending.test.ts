import { customerIdentity, takeEvents } from '../../core/ingest';
import fc from 'fast-check';
import { type Http, HttpError, type HttpResponse } from '../../core/ports';
import { type Reason, reasons } from '../../core/messages';
import { suppress } from '../../core/messages/suppression';
import type { JsonObject, Outcome, StepContext } from '../../core/steps/define';
import { openStore, type Store } from '../../core/store';
import { type Gateway, startGateway } from '../channels/gateway';
import { openHttp } from '../../core/http';
import { HOUR, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { httpAnswering } from '../support/http';
import { describeOnStores, sqlitePlace } from '../support/stores';
import { fates, ledger, meet, send, sendEach } from './people';

const viaGateway = {
  channel: 'http',
  gatewayUrl: 'https://gateway.example/send',
  body: 'Hi',
  gatewayAuthentication: 'none',
};
const LONG_AFTER = 16 * 60_000;

const answering = (status: number): Http =>
  httpAnswering(() => Promise.resolve({ status, headers: {}, body: '' }));

const silent = httpAnswering(() => new Promise(() => undefined));

/** Counts what goes out. */
function counting(http: Http): Http & { count: number } {
  const counted = {
    ...http,
    count: 0,
    request(request: Parameters<Http['request']>[0]): Promise<HttpResponse> {
      counted.count += 1;
      return http.request(request);
    },
  };
  return counted;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

/** What the first item carries on. */
function carried([first]: readonly Outcome[]): JsonObject {
  if (!first || 'error' in first) throw new Error('the item did not go on');
  return first.json;
}

const intended = async (store: Store) =>
  (await store.db.selectFrom('message').select('id').where('state', '=', 'intended').execute()).length;

describeOnStores('Sending messages', (store, place) => {
  let clock: TestClock;
  const contextWith = (http: Http, at: Store = store()): StepContext => contextOf(at, clock, { http });

  beforeEach(() => {
    clock = new TestClock();
  });

  describe('every reason', () => {
    const reachable = { profile: { phone: '+4930123456' } };
    const broken = httpAnswering(() => Promise.reject(new HttpError('the line broke', true)));
    const said = (consent: string) => ({ profile: { ...reachable.profile, 'consent.sms': consent } });
    interface Situation {
      person?: object;
      provider?: Http;
      state?: string;
      values?: JsonObject;
      before?: (context: StepContext) => unknown;
    }
    // Merged is below, and a spent budget in spend.test.ts.
    const cases: Record<Exclude<Reason, 'merged' | 'budget_spent'>, Situation> = {
      suppressed: {
        before: ({ store, clock }) =>
          store.write((work) =>
            suppress(
              work,
              store,
              [{ kind: 'phone', value: reachable.profile.phone, reason: 'complained' }],
              clock.now(),
            ),
          ),
      },
      unsubscribed: { person: { ...reachable, unsubscribed: true } },
      no_consent: { person: said('withdrawn') },
      holdout: { values: { holdout: 100 } },
      frequency_cap: {
        values: { mostByChannel: 1 },
        before: (context) =>
          send({ ...context, http: answering(200) }, { ...viaGateway, stepKey: 'first' }, 'p'),
      },
      chosen_frequency: {
        person: { profile: { ...reachable.profile, messageFrequency: 'monthly' } },
        before: (context) =>
          send({ ...context, http: answering(200) }, { ...viaGateway, stepKey: 'first' }, 'p'),
      },
      rested: {
        values: { restAfter: 1 },
        before: async (context) => {
          await send({ ...context, http: answering(200) }, { ...viaGateway, stepKey: 'first' }, 'p');
          clock.advance(HOUR);
        },
      },
      quiet_hours: { values: { quietFrom: '08:00', quietUntil: '12:00' } },
      too_late: {
        values: { lateAfter: 1 },
        before: async (context) => {
          await send({ ...context, http: answering(200) }, { ...viaGateway, stepKey: 'first' }, 'p');
          clock.advance(2 * HOUR);
        },
      },
      rate_limited: {
        values: { mostPerSecond: 1 },
        before: (context) =>
          send(
            { ...context, http: answering(200) },
            { ...viaGateway, mostPerSecond: 1, stepKey: 'first' },
            'p',
          ),
      },
      provider_rests: {
        before: async (context) => {
          const away = { ...context, http: answering(503) };
          for (let i = 0; i < 5; i++) await send(away, { ...viaGateway, stepKey: `step ${i}` }, 'p');
        },
      },
      no_address: { person: { profile: { email: 'p@example.com' } } },
      bad_address: { person: { profile: { phone: 'call me' } } },
      refused: { provider: answering(400), state: 'failed' },
      temporary: { provider: answering(429), state: 'failed' },
      outcome_unknown: { provider: broken, state: 'unknown' },
      in_progress: { state: 'intended' },
    };

    test.each(Object.entries(cases).map(([reason, situation]) => ({ reason, ...situation })))(
      '$reason leaves by Not Sent, with words and a row',
      async ({ reason, person = reachable, provider = silent, state = 'not_sent', values = {}, before }) => {
        const words = reasons[reason as Reason];
        const context = contextWith(provider);
        await meet(context, [{ id: 'p', ...person }]);
        await before?.(context);
        if (reason === 'in_progress') {
          void send(context, viaGateway, 'p');
          await until(async () => (await intended(store())) === 1);
        }
        expect(fates(await send(context, { ...viaGateway, ...values }, 'p'))).toMatchObject([
          ['not_sent', { channel: 'http', state, reason, detail: expect.stringContaining(words.en) }],
        ]);
        expect((await ledger(context)).at(-1)).toMatchObject({
          state,
          reason: reason === 'in_progress' ? null : reason,
        });
      },
    );
  });

  test('of two contacts that became one, only one passage is written to', async () => {
    const context = contextWith(answering(200));
    await meet(context, [
      { id: 'p', profile: { phone: '+4930123456' } },
      { id: 'q', profile: { phone: '+4930123456' } },
    ]);
    const [, other] = await send(context, viaGateway, 'p', 'q');
    if (!other || 'error' in other) throw new Error('the item did not go on');
    const identities = [customerIdentity('shop', 'p'), customerIdentity('shop', 'q')];
    const shown = {
      source: 'shop',
      sourceId: 'both',
      name: 'cart_updated',
      at: clock.now(),
      identities,
      profile: {},
      data: {},
    } as const;
    await store().write((work) =>
      takeEvents(work, store(), clock, [{ ...shown, identities: [...identities] }]),
    );
    const next = [{ json: other.json, values: { ...viaGateway, stepKey: 'next' } }];
    expect(fates(await sendEach(context, next))).toMatchObject([
      [
        'not_sent',
        { state: 'not_sent', reason: 'merged', detail: expect.stringContaining(reasons.merged.en) },
      ],
    ]);
  });

  test.each([
    ['nothing', 'email', {}, 'no_address'],
    ['an empty one', 'email', { email: '' }, 'no_address'],
    ['no domain', 'email', { email: 'jane' }, 'bad_address'],
    ['two of them', 'email', { email: 'a@example.com,b@example.com' }, 'bad_address'],
    ['a header', 'email', { email: 'a@example.com\r\nBcc: b@example.com' }, 'bad_address'],
    ['a space', 'email', { email: 'a b@example.com' }, 'bad_address'],
    ['one that is too long', 'email', { email: `${'a'.repeat(250)}@example.com` }, 'bad_address'],
    ['a number without country', 'http', { phone: '030 123456' }, 'bad_address'],
    ['digits that are no number', 'http', { phone: '+49 1' }, 'bad_address'],
    ['neither', 'outbox', {}, 'no_address'],
  ])('an address that is %s for %s', async (_, channel, profile, reason) => {
    const context = contextWith(silent);
    await meet(context, [{ id: 'p', profile }]);
    const values = { ...viaGateway, channel, from: 'Shop <shop@example.com>', subject: 'Hi' };
    expect(fates(await send(context, values, 'p'))).toMatchObject([
      ['not_sent', { state: 'not_sent', reason }],
    ]);
    expect(await ledger(context)).toMatchObject([{ address: null, state: 'not_sent', reason }]);
  });

  test('who could not be reached is, once there is an address', async () => {
    const http = counting(answering(200));
    const context = contextWith(http);
    await meet(context, [{ id: 'p' }]);
    const json = carried(await send(context, viaGateway, 'p'));
    const later = [{ json: { ...json, contact: { phone: '+4930123456' } }, values: viaGateway }];
    expect(fates(await sendEach(context, later))).toMatchObject([['sent', {}]]);
    expect(http.count).toBe(1);
    expect(await ledger(context)).toMatchObject([{ address: '+4930123456', state: 'sent', reason: null }]);
  });

  test('a message goes once, however often its item comes, and every time leaves by Sent', async () => {
    const http = counting(answering(200));
    const context = contextWith(http);
    await meet(context, [{ id: 'p', profile: { phone: '+4930123456' } }]);
    const outcomes = [
      ...(await send(context, viaGateway, 'p', 'p')),
      ...(await send(context, viaGateway, 'p')),
    ];
    expect(outcomes.map((outcome) => 'output' in outcome && outcome.output)).toEqual([
      'sent',
      'sent',
      'sent',
    ]);
    expect(http.count).toBe(1);
  });

  test('another step, another lap or another channel is another message', async () => {
    const http = counting(answering(200));
    const context = contextWith(http);
    await meet(context, [{ id: 'p', profile: { phone: '+4930123456' } }]);
    const { journey } = carried(await send(context, viaGateway, 'p'));
    const lap: JsonObject = { journey: { ...Object(journey), leg: 7 } };
    await sendEach(context, [
      { json: { journey }, values: { ...viaGateway, stepKey: 'another' } },
      { json: lap, values: viaGateway },
      { json: { journey }, values: { ...viaGateway, channel: 'outbox' } },
      { json: { journey }, values: viaGateway },
    ]);
    expect(http.count).toBe(3);
    expect(await ledger(context)).toHaveLength(4);
  });

  test('an error in the last item of a batch is known before the first goes out', async () => {
    const http = counting(answering(200));
    const context = contextWith(http);
    const people = Array.from({ length: 130 }, (_, i) => ({
      id: `p${i}`,
      profile: { phone: `+49301234${100 + i}` },
    }));
    await meet(context, people);
    const wrong = { ...viaGateway, body: '{{ contact.nick }}' };
    const outcomes = await sendEach(
      context,
      people.map(({ id }, i) => ({ json: { customerId: id }, values: i === 129 ? wrong : viaGateway })),
    );
    expect(http.count).toBe(129);
    expect(outcomes.filter((outcome) => 'error' in outcome).map(({ item }) => item)).toEqual([129]);
  });

  test('those who rehearse get their messages in the outbox, under the channel’s name, once', async () => {
    const http = counting(answering(200));
    const context = contextWith(http);
    await meet(context, [
      { id: 'r', rehearsing: true, profile: { phone: '+4930123456', firstName: 'Rea' } },
      { id: 'p', profile: { phone: '+4930123457', firstName: 'Pam' } },
    ]);
    clock.advance(1_000);
    const values = { ...viaGateway, body: 'Hi {{ contact.firstName }}' };
    const twice = [...(await send(context, values, 'r', 'p')), ...(await send(context, values, 'r', 'p'))];
    expect(twice.every((outcome) => 'output' in outcome && outcome.output === 'sent')).toBe(true);
    expect(http.count).toBe(1);
    const kept = await store()
      .db.selectFrom('outbox')
      .select(['channel', 'address', 'subject', 'body', 'at'])
      .execute();
    const [began] = await store()
      .db.selectFrom('contact')
      .select('rehearsal_since')
      .where('rehearsal_since', 'is not', null)
      .execute();
    expect(kept).toEqual([
      {
        channel: 'http',
        address: '+4930123456',
        subject: null,
        body: 'Hi Rea',
        at: Number(began?.rehearsal_since) + 1_000 * 43_200,
      },
    ]);
  });

  test('a rehearsal needs no connection', async () => {
    const context: StepContext = {
      ...contextWith(silent),
      connect: () => Promise.reject(new Error('nobody may connect')),
    };
    await meet(context, [{ id: 'r', rehearsing: true, profile: { email: 'r@example.com' } }]);
    const values = { channel: 'email', from: 'shop@example.com', subject: 'Hi', body: 'Hi' };
    expect(fates(await send(context, values, 'r'))).toMatchObject([['sent', { channel: 'email' }]]);
  });

  test('a missing connection is an error of the items that need it, and nothing is entered', async () => {
    const context = contextWith(silent);
    await meet(context, [{ id: 'p', profile: { email: 'p@example.com' } }]);
    const values = { channel: 'email', from: 'shop@example.com', subject: 'Hi', body: 'Hi' };
    expect(await send(context, values, 'p')).toMatchObject([{ error: { parameter: 'host' } }]);
    expect(await ledger(context)).toEqual([]);
  });

  test('an item without a person is an error of its own', async () => {
    const context = contextWith(answering(200));
    await meet(context, [{ id: 'p', profile: { phone: '+4930123456' } }]);
    const outcomes = await sendEach(context, [
      { json: {}, values: viaGateway },
      { json: { customerId: 'p' }, values: viaGateway },
    ]);
    expect(fates(outcomes)).toMatchObject([expect.stringContaining('names nobody'), ['sent', {}]]);
  });

  test('two workers with the same people: each message goes out from one of them', async () => {
    const http = counting(answering(200));
    const people = Array.from({ length: 60 }, (_, i) => ({
      id: `p${i}`,
      profile: { phone: `+49301234${100 + i}` },
    }));
    const other = await openStore(place());
    try {
      await meet(contextWith(http), people);
      const ids = people.map(({ id }) => id);
      const all = await Promise.all([
        send(contextWith(http), viaGateway, ...ids),
        send(contextWith(http, other), viaGateway, ...ids.toReversed()),
      ]);
      expect(http.count).toBe(60);
      expect(all.flat()).toHaveLength(120);
      const rows = await store().db.selectFrom('message').select('state').execute();
      expect(rows.map(({ state }) => state)).toEqual(Array(60).fill('sent'));
    } finally {
      await other.close();
    }
  });

  describe('a crash between intent and answer', () => {
    let gateway: Gateway;

    beforeEach(async () => {
      gateway = await startGateway(() => undefined);
    });

    afterEach(() => gateway.close());

    const values = () => ({ ...viaGateway, gatewayUrl: `http://${gateway.host}/` });

    /** A worker that sends and never hears back. */
    async function crash(settings: JsonObject): Promise<void> {
      const context = contextWith(openHttp({ allow: gateway.host }));
      await meet(context, [{ id: 'p', profile: { phone: '+4930123456' } }]);
      void send(context, settings, 'p').catch(() => undefined);
      await until(() => gateway.requests.length === 1);
    }

    test('holds the message: under way at first, then unknown, never sent again', async () => {
      await crash(values());
      const next = contextWith(openHttp({ allow: gateway.host }));
      expect(fates(await send(next, values(), 'p'))).toMatchObject([['not_sent', { reason: 'in_progress' }]]);
      clock.advance(LONG_AFTER);
      expect(fates(await send(next, values(), 'p'))).toMatchObject([
        ['not_sent', { reason: 'outcome_unknown' }],
      ]);
      expect(fates(await send(next, values(), 'p'))).toMatchObject([
        ['not_sent', { reason: 'outcome_unknown' }],
      ]);
      expect(await ledger(next)).toMatchObject([{ state: 'unknown', reason: 'outcome_unknown' }]);
      expect(gateway.requests).toHaveLength(1);
    });

    test('where the gateway drops repeats, the message goes again after the lease, under the same key', async () => {
      const dedupes = { ...values(), gatewayDedupes: true };
      await crash(dedupes);
      const http = counting(answering(200));
      const next = contextWith(http);
      expect(fates(await send(next, dedupes, 'p'))).toMatchObject([['not_sent', { reason: 'in_progress' }]]);
      expect(http.count).toBe(0);
      clock.advance(LONG_AFTER);
      expect(fates(await send(next, dedupes, 'p'))).toMatchObject([['sent', {}]]);
      expect(http.count).toBe(1);
    });

    test('an answer that comes after all is believed', async () => {
      let answer: (response: HttpResponse) => void = () => undefined;
      const late = httpAnswering(() => new Promise((resolve) => (answer = resolve)));
      const context = contextWith(late);
      await meet(context, [{ id: 'p', profile: { phone: '+4930123456' } }]);
      const sending = send(context, viaGateway, 'p');
      await until(async () => (await intended(store())) === 1);
      clock.advance(LONG_AFTER);
      await send(context, viaGateway, 'p');
      answer({ status: 200, headers: {}, body: '' });
      expect(fates(await sending)).toMatchObject([['sent', {}]]);
      expect(fates(await send(context, viaGateway, 'p'))).toMatchObject([['sent', {}]]);
    });
  });
});

type Behaviour = 'taken' | 'refused' | 'busy' | 'unreachable' | 'broken' | 'silent';

/** A provider that behaves as scripted and knows what may have reached it. */
class ScriptedProvider {
  /** By message key. */
  readonly arrived = new Map<string, number>();
  readonly #silent: (() => void)[] = [];

  /** A way to it that behaves as told, request after request. */
  behaving(script: readonly Behaviour[]): Http {
    let asked = 0;
    return httpAnswering(({ body = '' }) =>
      this.#answer(script[asked++ % script.length] ?? 'taken', String(body)),
    );
  }

  /** Ends all silence: the lines break. */
  hangUp(): void {
    for (const end of this.#silent.splice(0)) end();
  }

  async #answer(behaviour: Behaviour, message: string): Promise<HttpResponse> {
    if (behaviour === 'unreachable') throw new HttpError('refused', false);
    if (behaviour === 'refused' || behaviour === 'busy') {
      return { status: behaviour === 'busy' ? 503 : 400, headers: {}, body: '' };
    }
    this.arrived.set(message, (this.arrived.get(message) ?? 0) + 1);
    if (behaviour === 'taken') return { status: 200, headers: {}, body: '' };
    if (behaviour === 'silent') await new Promise<void>((resolve) => this.#silent.push(resolve));
    throw new HttpError('reset', true);
  }
}

test('however items come, each message reaches its provider once', async () => {
  const call = fc.record({
    customers: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 }),
    script: fc.array(
      fc.constantFrom<Behaviour[]>('taken', 'refused', 'busy', 'unreachable', 'broken', 'silent'),
      { minLength: 1, maxLength: 4 },
    ),
    minutesBefore: fc.constantFrom(0, 0, 5, 20),
    waitsForIt: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 6 }), async (calls) => {
      const at = sqlitePlace();
      const store = await openStore(at.place);
      const other = await openStore(at.place);
      const clock = new TestClock();
      const provider = new ScriptedProvider();
      try {
        await meet(
          contextOf(store, clock),
          ['a', 'b', 'c'].map((id, i) => ({ id, profile: { phone: `+493012345${i}` } })),
        );
        const sendings: Promise<unknown>[] = [];
        for (const [i, { customers, script, minutesBefore, waitsForIt }] of calls.entries()) {
          clock.advance(minutesBefore * 60_000);
          const context = contextOf(i % 2 === 0 ? store : other, clock, { http: provider.behaving(script) });
          const sending = send(context, viaGateway, ...customers);
          sendings.push(sending);
          if (waitsForIt && !script.includes('silent')) await sending;
        }
        let over = false;
        const all = Promise.all(sendings).finally(() => (over = true));
        await until(() => {
          provider.hangUp();
          return over;
        });
        await all;
        const calm = contextOf(store, clock, { http: provider.behaving(['taken']) });
        // A provider in trouble is left alone for a while, and one message tries it first.
        for (let again = 0; again < 2; again++) {
          clock.advance(HOUR);
          await send(calm, viaGateway, 'a', 'b', 'c');
        }
        expect([...provider.arrived.values()]).toEqual([1, 1, 1]);
      } finally {
        await Promise.all([store.close(), other.close()]);
        await at.remove();
      }
    }),
    { numRuns: 25 },
  );
});
