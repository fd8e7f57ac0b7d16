import { HttpError, type HttpResponse } from '../../core/ports';
import { callbackAddresses } from '../../core/messages';
import { type JsonObject, messageEvents, type StepContext } from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { httpAnswering } from '../support/http';
import { describeOnStores } from '../support/stores';
import { fates, meet, send } from './people';

const values = {
  channel: 'http',
  gatewayUrl: 'https://gateway.example/send?id={{ messageKey }}',
  gatewayMethod: 'GET',
  gatewayAuthentication: 'none',
  body: 'Hi',
  whenClosed: 'leave',
};
const listening = stepValues(messageEvents.parameters, { fromHttp: true });

describeOnStores('A receipt', (store) => {
  let context: StepContext;
  /** What the gateway does once it has a message of this key. */
  let reaction: (key: string) => Promise<HttpResponse>;

  beforeEach(async () => {
    const http = httpAnswering(({ url }) => reaction(new URL(url).searchParams.get('id') ?? ''));
    context = contextOf(store(), new TestClock(), { http });
    await messageEvents.registration?.begin(listening, context, 'https://flows.example.com/told');
    await meet(context, [{ id: 'ann', profile: { phone: '+4930123456' } }]);
  });

  async function tell(id: string, status: string): Promise<JsonObject | undefined> {
    const address = new URL((await callbackAddresses(store(), ['http']))?.get('http') ?? '');
    const query = { ...Object.fromEntries(address.searchParams), id, status };
    const visit = { method: 'GET' as const, query, headers: {}, rawBody: Buffer.alloc(0) };
    return (await messageEvents.receive?.(visit, listening, context))?.body;
  }
  const row = () =>
    store().db.selectFrom('message').select(['state', 'reason', 'provider_id']).executeTakeFirstOrThrow();
  const answered = (status: number): Promise<HttpResponse> =>
    Promise.resolve({ status, headers: {}, body: '' });
  const broken = () => Promise.reject<HttpResponse>(new HttpError('the line broke', true));

  test('may come before the gateway has answered', async () => {
    reaction = async (key) => {
      expect(await row()).toEqual({ state: 'intended', reason: null, provider_id: key });
      expect(await tell(key, '1')).toMatchObject({ taken: 1, strangers: 0 });
      return answered(202);
    };
    expect(fates(await send(context, values, 'ann'))).toMatchObject([['sent', {}]]);
    expect(await row()).toMatchObject({ state: 'sent', reason: null });
    expect.assertions(4);
  });

  test('that comes before the line breaks tells that the message was sent', async () => {
    reaction = async (key) => {
      await tell(key, '1');
      return broken();
    };
    await send(context, values, 'ann');
    expect(await row()).toMatchObject({ state: 'sent', reason: null });
    expect(fates(await send(context, values, 'ann'))).toMatchObject([['sent', {}]]);
  });

  test('that comes after the line broke settles the message of unknown fate', async () => {
    let key = '';
    reaction = (given) => {
      key = given;
      return broken();
    };
    await send(context, values, 'ann');
    expect(await row()).toEqual({ state: 'unknown', reason: 'outcome_unknown', provider_id: key });
    // Under way: that settles nothing.
    expect(await tell(key, '8')).toMatchObject({ taken: 0, ignored: 1 });
    expect(await row()).toMatchObject({ state: 'unknown' });
    expect(await tell(key, '1')).toMatchObject({ taken: 1 });
    expect(await row()).toEqual({ state: 'sent', reason: null, provider_id: key });
    expect(fates(await send(context, values, 'ann'))).toMatchObject([['sent', {}]]);
  });

  test('knows a message that went out at the second try', async () => {
    const keys: string[] = [];
    reaction = (key) => {
      keys.push(key);
      return answered(keys.length === 1 ? 503 : 202);
    };
    await send(context, values, 'ann');
    expect(await row()).toEqual({ state: 'failed', reason: 'temporary', provider_id: keys[0] });
    await send(context, values, 'ann');
    expect(await row()).toEqual({ state: 'sent', reason: null, provider_id: keys[1] });
    expect(new Set(keys).size).toBe(1);
    expect(await tell(keys[1] ?? '', '2')).toMatchObject({ taken: 1, strangers: 0 });
  });
});
