import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { type JsonObject, messageEvents, questionsOf, type StepContext } from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { httpAnswering } from '../support/http';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { fates, ledger, meet, send, toldEvents } from './people';

const ADDRESS = 'https://flows.example.com/shop-journeys/messages';
const ANN = '+4930123456';
const MINUTE = 60_000;
const TOKEN = 'token-1234567890';

describeOnStores('What a provider tells', (store) => {
  let clock: TestClock;
  let context: StepContext;
  let sent: number;

  beforeEach(async () => {
    clock = new TestClock();
    sent = 0;
    const http = httpAnswering(() => {
      sent += 1;
      const recipient = { statusCode: 101, number: ANN, status: 'Success', messageId: `ATXid_${sent}` };
      const body = JSON.stringify({ SMSMessageData: { Recipients: [recipient] } });
      return Promise.resolve({ status: 201, headers: {}, body });
    });
    const twilio = {
      authType: 'authToken',
      accountSid: 'AC1',
      authToken: TOKEN,
      apiKeySid: '',
      apiKeySecret: '',
    };
    const connections = { twilio, 'africas-talking': { username: 'shop', apiKey: 'atsk_1', address: '' } };
    context = contextOf(store(), clock, { http, connections });
    await meet(context, [{ id: 'ann', profile: { phone: ANN, firstName: 'Ann', 'consent.sms': 'granted' } }]);
    // As a shop's webhook names a customer.
    await take(store(), clock, 'cart_updated', ['ann', ANN]);
    await messageEvents.registration?.begin(valuesOf(), context, ADDRESS);
  });

  const valuesOf = (given: JsonObject = {}) =>
    stepValues(messageEvents.parameters, {
      publicAddress: 'https://flows.example.com',
      fromAfricasTalking: true,
      ...given,
    });
  let steps = 0;
  const write = async () => {
    steps += 1;
    const values = { channel: 'africas-talking', smsFrom: 'Shop', body: 'Hi', stepKey: `step ${steps}` };
    const [fate] = fates(await send(context, values, 'ann'));
    clock.advance(MINUTE);
    return fate;
  };
  /** The address that the dialog shows. */
  const shown = async (given: JsonObject = { fromAfricasTalking: true }): Promise<string> => {
    const [[, question] = []] = questionsOf(messageEvents);
    if (!question) throw new Error('the step asks nothing');
    return (await question.answer(given, context)).en;
  };
  const address = async (): Promise<URL> => new URL((await shown()).replace(/^.*?: /, ''));
  const tell = async (form: Record<string, string>, given: JsonObject = {}, key?: string) => {
    const query = Object.fromEntries((await address()).searchParams);
    return messageEvents.receive?.(
      {
        method: 'POST',
        query: key === undefined ? query : { ...query, key },
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        rawBody: Buffer.from(new URLSearchParams(form).toString()),
      },
      valuesOf(given),
      context,
    );
  };
  const receipt = (id: string, status: string, failureReason = '') =>
    tell({ id, status, phoneNumber: ANN, ...(failureReason !== '' && { failureReason }) });
  const reply = (text: string, id = text) => tell({ id, from: ANN, to: '12345', text });
  const events = async () =>
    (await toldEvents({ store: store() })).map(({ name, data }) => [name, data.message]);

  test('is an event of the message’s person, once however often it is told', async () => {
    await write();
    expect(await receipt('ATXid_1', 'Success')).toMatchObject({
      status: 200,
      body: { taken: 1, duplicates: 0 },
    });
    expect(await receipt('ATXid_1', 'Success')).toMatchObject({
      status: 200,
      body: { taken: 0, duplicates: 1 },
    });
    expect(await events()).toMatchObject([
      ['message_delivered', { channel: 'africas-talking', step: `step ${steps}` }],
    ]);
    expect(await receipt('ATXid_77', 'Buffered')).toMatchObject({ body: { taken: 0, ignored: 1 } });
  });

  test('counts only with the key in its address', async () => {
    await write();
    const form = { id: 'ATXid_1', status: 'Success', phoneNumber: ANN };
    for (const key of ['', 'x', (await address()).searchParams.get('key')?.slice(1) ?? ''])
      expect(await tell(form, {}, key)).toMatchObject({ status: 401 });
    expect(await tell(form, { fromAfricasTalking: false })).toMatchObject({ status: 404 });
    expect(await events()).toEqual([]);
  });

  test.each(['STOP', ' stop. ', 'TD', '退订', 'Ｔ'])(
    '%s opts out of SMS, at once, and START comes back',
    async (word) => {
      expect(await write()).toMatchObject(['sent', {}]);
      await reply(word);
      expect(await write()).toMatchObject(['not_sent', { reason: 'suppressed' }]);
      expect(await events()).toMatchObject([['consent_changed', { channel: 'africas-talking' }]]);
      await reply('Start');
      expect(await write()).toMatchObject(['sent', {}]);
    },
  );

  test('the last word counts, whatever was said before and however often each word is told', async () => {
    const word = fc.constantFrom('STOP', 'quit', '退订', 'START', 'yes', 'Thanks!', 'Stop by on Monday?');
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(word, fc.nat(2)), { minLength: 1, maxLength: 6 }), async (said) => {
        runs += 1;
        await reply('START', `${runs} begins`);
        let open = true;
        for (const [place, [text, repeats]] of said.entries()) {
          for (let time = 0; time <= repeats; time += 1) await reply(text, `${runs} ${place}`);
          if (['STOP', 'quit', '退订'].includes(text)) open = false;
          if (['START', 'yes'].includes(text)) open = true;
          expect(await write()).toMatchObject([open ? 'sent' : 'not_sent', {}]);
        }
        // An old word that is told once more, after the line was mended, is not the last.
        const [first] = said;
        if (first) await reply(first[0], `${runs} 0`);
        expect(await write()).toMatchObject([open ? 'sent' : 'not_sent', {}]);
      }),
      { numRuns: 15 },
    );
  });

  test('other words are a reply, with its text, to the newest message, and start the journey behind', async () => {
    await write();
    await write();
    const answer = await tell(
      { id: 'r1', from: ANN, text: 'Stop by on Monday?' },
      { events: ['message_replied'] },
    );
    expect(answer).toMatchObject({ body: { taken: 1, started: 1 } });
    expect(await events()).toMatchObject([
      ['message_replied', { text: 'Stop by on Monday?', step: `step ${steps}` }],
    ]);
    expect(await write()).toMatchObject(['sent', {}]);
  });

  test('a number that nobody has gets nothing any more', async () => {
    await write();
    await receipt('ATXid_1', 'Failed', 'UserDoesNotExist');
    expect(await events()).toMatchObject([['message_bounced', {}]]);
    expect(await write()).toMatchObject(['not_sent', { reason: 'suppressed' }]);
  });

  test('five bounces in a row end it; one that arrives in between begins anew', async () => {
    const bounce = async () => {
      expect(await write()).toMatchObject(['sent', {}]);
      await receipt(`ATXid_${sent}`, 'Failed', 'DeliveryFailure');
    };
    for (let time = 0; time < 4; time += 1) await bounce();
    await write();
    await receipt(`ATXid_${sent}`, 'Success');
    for (let time = 0; time < 5; time += 1) await bounce();
    expect(await write()).toMatchObject(['not_sent', { reason: 'suppressed' }]);
  });

  test('a message of unknown fate that has arrived was sent', async () => {
    await write();
    await store()
      .db.updateTable('message')
      .set({ state: 'unknown' })
      .where('provider_id', 'is not', null)
      .execute();
    await receipt('ATXid_1', 'Success');
    expect(await ledger(context)).toMatchObject([{ state: 'sent', reason: null }]);
  });

  test('its address is shown once the workflow is published, for the providers that are listened to', async () => {
    expect(await shown()).toMatch(
      /^africas-talking: https:\/\/flows\.example\.com\/.+\?provider=africas-talking&key=.{20,}$/,
    );
    expect(await shown({})).toBe('Switch on a provider above.');
    await messageEvents.registration?.end(valuesOf(), context, ADDRESS);
    expect(await shown()).toBe('Known once the workflow is published.');
  });

  test('is believed by the address that was called, where a provider signs that', async () => {
    const form = { MessageSid: 'SM1', From: ANN, To: '+15550100000', Body: 'When do you open?' };
    const call = (signedFor: string) => {
      const parts = Object.entries(form).sort(([a], [b]) => (a < b ? -1 : 1));
      const signed = createHmac('sha1', TOKEN).update(signedFor + parts.flat().join(''));
      return messageEvents.receive?.(
        {
          method: 'POST',
          query: { provider: 'twilio' },
          headers: { 'x-twilio-signature': signed.digest('base64') },
          rawBody: Buffer.from(new URLSearchParams(form).toString()),
        },
        valuesOf({ fromTwilio: true }),
        context,
      );
    };
    expect(await call('https://elsewhere.example/?provider=twilio')).toMatchObject({ status: 401 });
    expect(await call(`${ADDRESS}?provider=twilio`)).toMatchObject({ status: 200, body: { taken: 1 } });
    expect(await events()).toMatchObject([['message_replied', { text: 'When do you open?' }]]);
  });

  test('whoever is told of and not known comes into being with what they said', async () => {
    await tell({ id: 'r1', from: '+4930999999', text: 'STOP' });
    await meet(context, [{ id: 'ben', profile: { phone: '+4930999999' } }]);
    const values = { channel: 'africas-talking', smsFrom: 'Shop', body: 'Hi' };
    expect(fates(await send(context, values, 'ben'))).toMatchObject([['not_sent', { reason: 'suppressed' }]]);
  });
});
