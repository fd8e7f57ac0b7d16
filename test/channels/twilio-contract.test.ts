import { openHttp } from '../../core/http';
import { openStore } from '../../core/store';
import { fates, meet, send } from '../messages/people';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { sqlitePlace } from '../support/stores';
import { contractPresent, type Prism, startPrism, titled } from './prism';

const sid = `AC${'a'.repeat(32)}`;
const values = { channel: 'twilio', smsFrom: '+15550100000', body: 'Hi {{ contact.firstName }}' };

let prism: Prism;

(contractPresent ? describe : describe.skip)(titled('by Twilio’s own contract'), () => {
  beforeAll(async () => {
    prism = await startPrism();
  }, 30_000);
  afterAll(() => prism.close());

  async function sentBy(accountSid: string, more = {}): Promise<{ fate: unknown; providerId: unknown }> {
    const at = sqlitePlace();
    const store = await openStore(at.place);
    const context = contextOf(store, new TestClock(), {
      http: openHttp({ allow: new URL(prism.url).host }),
      connections: { twilio: { accountSid, authToken: 'token' } },
    });
    await meet(context, [{ id: 'ann', profile: { phone: '+49 30 123456', firstName: 'Ann' } }]);
    const [fate] = fates(await send(context, { ...values, ...more, twilioAddress: prism.url }, 'ann'));
    const { provider_id } = await store.db.selectFrom('message').selectAll().executeTakeFirstOrThrow();
    await store.close();
    await at.remove();
    return { fate, providerId: provider_id };
  }

  test.each([
    ['a number', {}],
    ['a messaging service', { smsFrom: `MG${'b'.repeat(32)}` }],
  ])('a message from %s is as it asks for, and its answer is understood', async (_, more) => {
    expect(await sentBy(sid, more)).toEqual({
      fate: ['sent', { channel: 'twilio', state: 'sent' }],
      providerId: expect.stringMatching(/^SM[0-9a-f]{32}$/),
    });
  });

  test('an account that is none is refused', async () => {
    expect(await sentBy('AC-none')).toMatchObject({
      fate: ['not_sent', { reason: 'refused', detail: expect.stringContaining('HTTP 422') }],
      providerId: null,
    });
  });
});
