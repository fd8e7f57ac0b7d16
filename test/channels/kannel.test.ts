import { once, EventEmitter } from 'node:events';
import { openHttp } from '../../core/http';
import { type JsonObject, messageEvents, type StepContext } from '../../core/steps';
import { callbackAddresses } from '../../core/messages';
import { stepValues } from '../../core/steps/schema';
import { openStore, type Store } from '../../core/store';
import { fates, ledger, meet, send, told as eventsTold, withinAMinute } from '../messages/people';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { sqlitePlace, type StorePlace } from '../support/stores';
import { type Gateway, type GatewayRequest, startGateway } from './gateway';
import { hasKannel, KANNEL, type Kannel, startKannel } from './kannel';
import { type MessageCentre, startMessageCentre } from './message-centre';

const ANN = '+4930123456';
const title = hasKannel ? 'A text by a real Kannel' : 'A text by a real Kannel, which is not installed here';

(hasKannel ? describe : describe.skip)(title, () => {
  let at: StorePlace;
  let store: Store;
  let clock: TestClock;
  let context: StepContext;
  let centre: MessageCentre;
  let kannel: Kannel;
  let hooks: Gateway;
  let values: JsonObject;
  /** What Message Events answered, in turn. */
  let told: JsonObject[];
  const telling = new EventEmitter();
  const listening = stepValues(messageEvents.parameters, { fromHttp: true });

  beforeEach(async () => {
    at = sqlitePlace();
    store = await openStore(at.place);
    clock = new TestClock();
    told = [];
    hooks = await startGateway((request, response) => {
      void hear(request).then((body) => {
        response.end();
        told.push(body);
        telling.emit('told');
      });
    });
    context = contextOf(store, clock);
    await messageEvents.registration?.begin(listening, context, `http://${hooks.host}/told`);
    const address = (await callbackAddresses(store, ['http']))?.get('http') ?? '';
    centre = await startMessageCentre();
    kannel = await startKannel({
      centre: centre.port,
      getUrl: `${address}&id=%I&from=%q&text=%b&charset=%C`,
    });
    await centre.bound();
    context = contextOf(store, clock, {
      http: openHttp({ allow: new URL(kannel.url).host }),
      connections: { 'gateway-values': { json: JSON.stringify({ qs: KANNEL }) } },
    });
    values = {
      channel: 'http',
      gatewayAuthentication: 'values',
      gatewayMethod: 'GET',
      gatewayUrl: `${kannel.url}?to={{ address }}&text={{ text }}&coding={{ coding }}&charset=UTF-8&dlr-mask=31&dlr-url={{ receiptUrl }}%26id%3D{{ messageKey }}%26status%3D%25d%26reply%3D%25A`,
      body: 'Hi {{ contact.firstName }}: 5 < 6 & “so”',
      whenClosed: 'leave',
    };
    const profile = { phone: ANN, firstName: 'Ann', 'consent.sms': 'granted' };
    await meet(context, [{ id: 'ann', profile }]);
    // As a shop's webhook names a customer.
    await take(store, clock, 'cart_updated', ['ann', ANN]);
  });
  afterEach(async () => {
    await kannel.close();
    await centre.close();
    await hooks.close();
    await store.close();
    await at.remove();
  });

  async function hear({ url, headers }: GatewayRequest): Promise<JsonObject> {
    const { searchParams, search } = new URL(url, 'http://x');
    const query = Object.fromEntries(searchParams);
    const visit = {
      method: 'GET' as const,
      query,
      search: search.slice(1),
      headers: { host: headers.host },
      rawBody: Buffer.alloc(0),
    };
    return (await messageEvents.receive?.(visit, listening, context))?.body ?? {};
  }

  /** What was answered to the first calls, once there are so many. */
  async function heard(calls: number): Promise<JsonObject[]> {
    while (told.length < calls) await once(telling, 'told');
    return told;
  }

  const events = () => eventsTold({ store });

  test('is taken, goes out, and is delivered once a phone has it', async () => {
    expect(
      fates(await send(context, { ...values, body: 'Hi {{ contact.firstName }}, £5 & more' }, 'ann')),
    ).toEqual([['sent', { channel: 'http', state: 'sent' }]]);
    // The message centre has taken it: 8.
    expect(await heard(1)).toMatchObject([{ taken: 0, ignored: 1 }]);
    expect(centre.submitted).toMatchObject([{ to: '4930123456', coding: 0, text: 'Hi Ann, \x015 & more' }]);
    centre.receipt('id1', 'DELIVRD');
    expect(await heard(2)).toMatchObject([{}, { taken: 1, strangers: 0 }]);
    expect(await events()).toEqual(['message_delivered']);
  });

  test('in Chinese goes out in UCS-2, and 退订 comes back so', async () => {
    expect(
      fates(await send(context, { ...values, body: '你好，{{ contact.firstName }}😀' }, 'ann')),
    ).toMatchObject([['sent', {}]]);
    await heard(1);
    expect(centre.submitted).toMatchObject([{ coding: 8, text: '你好，Ann😀' }]);
    centre.write('4930123456', '退订');
    expect(await heard(2)).toMatchObject([{}, { taken: 1 }]);
    expect(await events()).toEqual(['consent_changed']);
  });

  test('is answered with STOP: its writer gets nothing more, and has taken their consent back', async () => {
    await send(context, values, 'ann');
    await heard(1);
    clock.advance(60_000);
    centre.write('4930123456', 'Stop');
    await heard(2);
    expect(await events()).toEqual(['consent_changed']);
    expect(fates(await send(context, { ...values, stepKey: 'next' }, 'ann'))).toMatchObject([
      ['not_sent', { reason: 'suppressed' }],
    ]);
    const contact = await store.db.selectFrom('contact').select('profile').executeTakeFirstOrThrow();
    expect(JSON.parse(contact.profile)).toMatchObject({ 'consent.sms': ['withdrawn', clock.now()] });
    expect(centre.submitted).toHaveLength(1);
  });

  test('that the message centre refuses has failed, though Kannel had taken it', async () => {
    centre.onMessage = 0x0b;
    expect(fates(await send(context, values, 'ann'))).toMatchObject([['sent', {}]]);
    expect(await heard(1)).toMatchObject([{ taken: 1 }]);
    expect(await events()).toEqual(['message_failed']);
  });

  test('that no phone could be given has bounced', async () => {
    await send(context, values, 'ann');
    await heard(1);
    centre.receipt('id1', 'UNDELIV');
    expect(await heard(2)).toMatchObject([{}, { taken: 1 }]);
    expect(await events()).toEqual(['message_bounced']);
  });

  test('is refused with the wrong password, which is not told', async () => {
    const json = JSON.stringify({ qs: { ...KANNEL, password: 'wrong & secret' } });
    const wrong = {
      ...context,
      connect: contextOf(store, clock, { connections: { 'gateway-values': { json } } }).connect,
    };
    const outcomes = await send(wrong, values, 'ann');
    expect(fates(outcomes)).toMatchObject([
      [
        'not_sent',
        {
          state: 'failed',
          reason: 'refused',
          detail: expect.stringContaining('HTTP 403 Authorization failed'),
        },
      ],
    ]);
    expect(JSON.stringify(outcomes)).not.toContain('secret');
    expect(await ledger(context)).toMatchObject([{ state: 'failed', reason: 'refused' }]);
  });

  test('is put off while Kannel has its hands full, which says so by a 503', async () => {
    centre.onMessage = 'silent';
    const crowd = Array.from({ length: 20 }, (_, i) => `p${i}`);
    await meet(
      context,
      crowd.map((id, i) => ({ id, profile: { phone: `+493012345${10 + i}`, firstName: id } })),
    );
    const found = fates(await send(context, values, ...crowd));
    expect(found).toContainEqual([
      'not_sent',
      expect.objectContaining({
        reason: 'temporary',
        detail: expect.stringContaining('HTTP 503 Temporal failure'),
        retryAt: withinAMinute,
      }),
    ]);
    expect(found).toContainEqual(['sent', { channel: 'http', state: 'sent' }]);
  });
});
