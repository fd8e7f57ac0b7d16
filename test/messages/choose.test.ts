import fc from 'fast-check';
import { customerIdentity, takeEvents } from '../../core/ingest';
import { bestOf, type Candidate } from '../../core/messages/choose/rank';
import { chooseChannel } from '../../core/steps';
import type { JsonObject, StepContext } from '../../core/steps/define';
import { DAY, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { httpAnswering } from '../support/http';
import { runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { meet, send } from './people';

const http = httpAnswering(() => Promise.resolve({ status: 200, headers: {}, body: '' }));

const ways: Record<'http' | 'outbox', JsonObject> = {
  http: {
    channel: 'http',
    gatewayUrl: 'https://gateway.example/send',
    body: 'Hi',
    gatewayAuthentication: 'none',
  },
  outbox: { channel: 'outbox', body: 'Hi' },
};
const channels = ['outbox', 'http'];

describeOnStores('Choose Channel', (store) => {
  let clock: TestClock;
  const context = (): StepContext => contextOf(store(), clock, { http });

  beforeEach(async () => {
    clock = new TestClock();
    const ann = { email: 'ann@example.com', phone: '+4930123450' };
    await meet(context(), [
      { id: 'ann', profile: ann },
      { id: 'bob', profile: { phone: '+4930123451' } },
      { id: 'eve', profile: { ...ann, phone: '+4930123452', 'consent.email': 'withdrawn' } },
    ]);
  });

  async function choose(values: JsonObject, item: JsonObject) {
    const [outcome] = await runStep(chooseChannel, { channels, ...values }, context(), [item]);
    if (!outcome || 'error' in outcome) throw new Error('the item did not go on');
    return outcome;
  }

  /** So many messages by a way, a day apart; `answered`: each is opened within the hour. */
  async function write(customer: string, way: keyof typeof ways, times: number, answered: boolean) {
    for (let i = 0; i < times; i++) {
      clock.advance(DAY);
      await send(context(), { ...ways[way], stepKey: `${way} ${clock.now()}` }, customer);
      if (answered) await open(customer, way);
    }
  }

  const open = (customer: string, channel: string) =>
    store().write((work) =>
      takeEvents(work, store(), clock, [
        {
          source: 'mail',
          sourceId: `opened ${clock.now()}`,
          name: 'message_opened',
          at: clock.now() + 1,
          identities: [customerIdentity('shop', customer)],
          profile: {},
          data: { message: { channel } },
        },
      ]),
    );

  test('who got nothing yet goes by the first of equally good channels, and is told so', async () => {
    expect(await choose({}, { customerId: 'ann' })).toMatchObject({
      output: 'outbox',
      json: {
        customerId: 'ann',
        channel: { name: 'outbox', reason: expect.stringMatching(/^Nothing was sent/), tried: ['outbox'] },
      },
    });
  });

  test('goes by what the person answered, and says what was considered', async () => {
    await write('ann', 'outbox', 3, false);
    await write('ann', 'http', 3, true);
    const { output, json } = await choose({}, { customerId: 'ann' });
    expect(output).toBe('http');
    expect(json['channel']).toMatchObject({
      name: 'http',
      reason: expect.stringMatching(/^3 messages in the last year, 3 of them answered/),
      considered: [
        { name: 'outbox', sent: 3, answered: 0, leftOut: null },
        { name: 'http', sent: 3, answered: 3, leftOut: null },
      ],
    });
  });

  test('leaves out what is rested, what the person refused, and what has no address', async () => {
    await write('ann', 'outbox', 5, false);
    const byOutbox = (restAfter: number) =>
      choose({ channels: ['outbox'], restAfter }, { customerId: 'ann' });
    expect(await byOutbox(5)).toMatchObject({ output: 'none' });
    expect(await byOutbox(6)).toMatchObject({ output: 'outbox' });
    expect(await byOutbox(0)).toMatchObject({ output: 'outbox' });
    const none = await choose({ channels: ['email'] }, { customerId: 'bob' });
    expect(none).toMatchObject({
      output: 'none',
      json: { channel: { name: null, considered: [{ name: 'email', leftOut: 'no_address' }] } },
    });
    expect(await choose({ channels: ['email', 'http'] }, { customerId: 'eve' })).toMatchObject({
      output: 'http',
      json: { channel: { considered: [{ leftOut: 'no_consent' }, { leftOut: null }] } },
    });
  });

  test('led back, an item goes by the next channel until none is left, unless it may choose again', async () => {
    const first = await choose({}, { customerId: 'ann' });
    const second = await choose({}, first.json);
    expect(second).toMatchObject({ output: 'http', json: { channel: { tried: ['outbox', 'http'] } } });
    expect(await choose({}, second.json)).toMatchObject({
      output: 'none',
      json: { channel: { name: null, tried: ['outbox', 'http'] } },
    });
    expect(await choose({ again: true }, second.json)).toMatchObject({ output: 'outbox' });
  });
});

test('the best channel is none that is left out, and no other is better', () => {
  const candidate = fc.record(
    {
      channel: fc.constantFrom('email', 'sms', 'push'),
      response: fc.record({
        answers: fc.double({ min: 0, max: 1, noNaN: true }),
        buys: fc.double({ min: 0, max: 1, noNaN: true }),
        sent: fc.nat(),
        answered: fc.nat(),
        bought: fc.nat(),
        rested: fc.boolean(),
      }),
      leftOut: fc.constantFrom<NonNullable<Candidate['leftOut']>>('rested', 'tried', 'no_address'),
    },
    { requiredKeys: ['channel', 'response'] },
  );
  fc.assert(
    fc.property(fc.array(candidate), fc.constantFrom('answers' as const, 'buys' as const), (all, by) => {
      const open = all.filter(({ leftOut }) => leftOut === undefined);
      const best = bestOf(all, by);
      expect(best).toBe(open.find((one) => open.every((other) => one.response[by] >= other.response[by])));
    }),
  );
});
