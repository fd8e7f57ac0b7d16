import { type JsonObject, messageEvents } from '../../core/steps';
import { openStore } from '../../core/store';
import { toNodeRedProperties } from '../../node-red/adapter';
import { hasNetSmpp, type PerlSmsc, startPerlSmsc } from '../channels/smsc';
import { Runtime } from './runtime';

(hasNetSmpp ? describe : describe.skip)('A message centre that is listened to in Node-RED', () => {
  let runtime: Runtime;
  let smsc: PerlSmsc;
  beforeAll(async () => {
    runtime = await Runtime.start();
  });
  afterAll(() => runtime.stop());
  beforeEach(async () => {
    smsc = await startPerlSmsc();
  });
  afterEach(() => smsc.close());

  const account = (): JsonObject => {
    const { systemId, password, ...rest } = smsc.account;
    return {
      id: 'account',
      type: 'shop-journeys-smpp',
      name: '',
      ...rest,
      secure: false,
      systemId,
      systemType: '',
      credentials: { password },
    };
  };
  const listening = (values: JsonObject = {}): JsonObject => ({
    id: 'events',
    type: messageEvents.name,
    z: 'flow',
    x: 0,
    y: 0,
    wires: [['started']],
    ...toNodeRedProperties(messageEvents, {}),
    listenSmpp: true,
    smpp: 'account',
    events: ['message_replied'],
    path: 'events',
    ...values,
  });
  const probe = { id: 'started', type: 'probe', z: 'flow', x: 0, y: 0, wires: [] };
  const trackedAt = async () => {
    const store = await openStore(runtime.store);
    try {
      const row = await store.db
        .selectFrom('setting')
        .where('name', '=', 'tracking_address')
        .select('value')
        .executeTakeFirst();
      return row?.value;
    } finally {
      await store.close();
    }
  };

  test('starts journeys while the node is deployed, and asks for no address', async () => {
    await runtime.deploy(account(), listening(), probe);
    await smsc.until('bind_receiver');
    smsc.deliver({ short_message: 'Hello' });
    const { message } = await runtime.hear({ kind: 'message', node: 'started' });
    expect(message?.payload).toMatchObject({ event: { name: 'message_replied' } });
    expect(runtime.heard({ kind: 'log' })).toEqual([]);
    await smsc.until('deliver_sm_resp');
    await runtime.deploy(account());
    expect(smsc.told.at(-1)).toEqual(['unbind', '0']);
    expect(await trackedAt()).toBeUndefined();
  });

  test('an address that is taken out again leaves links as they are', async () => {
    await runtime.deploy(account(), listening({ publicAddress: 'https://flows.example.com' }), probe);
    while ((await trackedAt()) === undefined);
    await runtime.deploy(account(), listening(), probe);
    while ((await trackedAt()) !== undefined);
    expect(runtime.heard({ kind: 'log' })).toEqual([]);
  });

  test.each([
    ['nothing is listened to', { listenSmpp: false }],
    ['a provider is to call', { fromHttp: true }],
    ['it is none', { publicAddress: 'flows.example.com' }],
  ])('the address is asked for where %s', async (_, values) => {
    await runtime.deploy(account(), listening(values), probe);
    const { text } = await runtime.hear({ kind: 'log', node: 'events' });
    expect(text).toContain('“Public Address”');
  });
});
