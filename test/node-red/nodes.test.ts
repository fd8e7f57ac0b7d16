import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { wallClock } from '../../core/clock';
import {
  type JsonObject,
  lifecycleSegment,
  messageEvents,
  segmentEvent,
  sendViaChannel,
  shopEvent,
  type Step,
  unsubscribePage,
  waitUntilPurchase,
} from '../../core/steps';
import { callbackAddresses } from '../../core/messages';
import { linkOf, openLinks } from '../../core/messages/unsubscribe';
import { openStore, type Store } from '../../core/store';
import { countWaiting, listHeld } from '../../core/waits';
import { toNodeRedProperties } from '../../node-red/adapter';
import { startGateway } from '../channels/gateway';
import { TestClock } from '../support/clock';
import { take } from '../support/people';
import { greet } from './greet';
import { Runtime } from './runtime';

let runtime: Runtime;
beforeAll(async () => {
  process.env['JOURNEYS_ALLOW_HOSTS'] = '127.0.0.1';
  runtime = await Runtime.start();
});
afterAll(() => runtime.stop());

const node = (id: string, type: string, properties: JsonObject, ...wires: string[][]): JsonObject => ({
  id,
  type,
  z: 'flow',
  x: 0,
  y: 0,
  wires,
  ...properties,
});
const probe = (id: string) => node(id, 'probe', {});
const stepNode = (id: string, step: Step, values: JsonObject, ...wires: string[][]) =>
  node(id, step.name, { ...toNodeRedProperties(step, {}), ...values }, ...wires);

const greeter = (values: JsonObject = {}) => [
  stepNode('greeter', greet, values, ['greeted'], ['not-greeted']),
  probe('greeted'),
  probe('not-greeted'),
];

describe('values', () => {
  test.each([
    ['the message', { greeting: 'topic', greetingType: 'msg' }, 'Hi'],
    ['the environment', { greeting: 'GREETING', greetingType: 'env' }, 'Good day'],
    ['an expression', { greeting: 'payload.name & "!"', greetingType: 'jsonata' }, 'Jane!'],
    ['the dialog', { greeting: 'Hey' }, 'Hey'],
  ])('come from %s', async (_, values, greeting) => {
    await runtime.deploy(...greeter({ times: '3', ...values }));
    runtime.inject('greeter', { topic: 'Hi', payload: { name: 'Jane' } });

    const { message } = await runtime.hear({ kind: 'message', node: 'greeted' });
    expect(message).toMatchObject({
      topic: 'Hi',
      payload: { name: 'Jane', greeting, times: 3, dialect: 'sqlite' },
    });
  });

  test('come from the flow', async () => {
    const remember = { func: 'flow.set("word", msg.topic); return msg;', outputs: 1 };
    await runtime.deploy(
      node('remember', 'function', remember, ['greeter']),
      ...greeter({ greeting: 'word', greetingType: 'flow' }),
    );
    runtime.inject('remember', { topic: 'Welcome', payload: {} });

    const { message } = await runtime.hear({ kind: 'message', node: 'greeted' });
    expect(message?.payload).toMatchObject({ greeting: 'Welcome' });
  });

  test('that are wrong fail their own message', async () => {
    await runtime.deploy(
      ...greeter({ times: 'topic', timesType: 'msg' }),
      node('catch', 'catch', { scope: null }, ['caught']),
      probe('caught'),
    );
    runtime.inject(
      'greeter',
      { topic: 12, payload: { name: 'Jane' } },
      { topic: 2, payload: { name: 'John' } },
    );

    const { message } = await runtime.hear({ kind: 'message', node: 'caught' });
    expect(message).toMatchObject({
      payload: { name: 'Jane' },
      error: { message: 'Error: “Times” must be <= 9; it is 12. Correct the parameter “Times”.' },
    });
    await expect(runtime.hear({ kind: 'message', node: 'greeted' })).resolves.toMatchObject({
      message: { payload: { name: 'John' } },
    });
  });
});

describe('messages', () => {
  const watched = () => [
    ...greeter(),
    node('catch', 'catch', { scope: ['greeter'] }, ['caught']),
    node('complete', 'complete', { scope: ['greeter'] }, ['completed']),
    probe('caught'),
    probe('completed'),
  ];

  test('leave by the output of their item, and each ends in Complete or in Catch', async () => {
    await runtime.deploy(...watched());
    const moods = ['good', 'shy', 'bad', 'good'];
    runtime.inject('greeter', ...moods.map((mood, place) => ({ topic: String(place), payload: { mood } })));

    const { message: caught } = await runtime.hear({ kind: 'message', node: 'caught' });
    expect(caught).toMatchObject({
      topic: '2',
      error: { message: 'Error: Nobody greets that. Cheer up.', source: { id: 'greeter' } },
    });
    const completed = await runtime.hearSome(3, { kind: 'message', node: 'completed' });
    expect(completed.map(({ message }) => message?.['topic'])).toEqual(['0', '1', '3']);
    await runtime.hearSome(2, { kind: 'message', node: 'greeted' });
    expect(runtime.heard({ kind: 'message', node: 'not-greeted' })).toMatchObject([
      { message: { topic: '1' } },
    ]);
    await runtime.hear({ kind: 'status', node: 'greeter', text: '1 failed' });
  });

  test('that carry no object are caught', async () => {
    await runtime.deploy(...watched());
    runtime.inject('greeter', { payload: 'Jane' });

    const { message } = await runtime.hear({ kind: 'message', node: 'caught' });
    expect(message).toMatchObject({
      payload: 'Jane',
      error: { message: expect.stringContaining('msg.payload is not an object') },
    });
  });

  test('all fail when their run does', async () => {
    await runtime.deploy(...watched());
    runtime.inject('greeter', { payload: { mood: 'good' } }, { payload: { mood: 'disastrous' } });

    const caught = await runtime.hearSome(2, { kind: 'message', node: 'caught' });
    expect(caught).toMatchObject(
      caught.map(() => ({ message: { error: { message: 'Error: The whole run broke.' } } })),
    );
    await runtime.hear({ kind: 'status', node: 'greeter', text: 'not working' });
  });

  test('run together: a thousand at once make few runs', async () => {
    await runtime.deploy(...watched());
    runtime.inject(
      'greeter',
      ...Array.from({ length: 1_000 }, (_, place) => ({ topic: place, payload: {} })),
    );

    const greeted = await runtime.hearSome(1_000, { kind: 'message', node: 'greeted' });
    expect(greeted.map(({ message }) => message?.['topic'])).toEqual(greeted.map((_, place) => place));
    const sizes = greeted.map(({ message }) => Number(message?.payload?.['together']));
    expect(sizes.reduce((runs, size) => runs + 1 / size, 0)).toBeCloseTo(2);
    await runtime.hearSome(1_000, { kind: 'message', node: 'completed' });
  });

  test('are counted below the node', async () => {
    await runtime.deploy(...greeter());
    runtime.inject('greeter', { payload: {} }, { payload: {} });
    await runtime.hear({ kind: 'status', node: 'greeter', text: '2 greeted' });
    runtime.inject('greeter', { payload: { mood: 'shy' } });
    await runtime.hear({ kind: 'status', node: 'greeter', text: '1 of 3 not greeted' });
  });
});

describe('held people', () => {
  const wait = (values: JsonObject, ...wires: string[][]) =>
    stepNode('wait', waitUntilPurchase, { deadline: 'from_now', ...values }, ...wires);
  const inStore = async <T>(look: (store: Store) => Promise<T>) => {
    const store = await openStore(runtime.store);
    return look(store).finally(() => store.close());
  };

  test('are acknowledged when the flow behind has run them, not before', async () => {
    const func =
      'if (msg.payload.email === "slow@example.com") await global.get("stopAt")("behind"); return msg;';
    await runtime.deploy(
      wait({ amount: 0, stepKey: 'acknowledged' }, [], ['behind']),
      node('behind', 'function', { func, outputs: 1 }, ['link-out']),
      node('link-out', 'link out', { mode: 'link', links: ['link-in'] }),
      node('link-in', 'link in', { links: ['link-out'] }, ['end']),
      probe('end'),
    );
    const underWay = (store: Store) =>
      store.db
        .selectFrom('wait')
        .innerJoin('step', 'step.id', 'wait.step_id')
        .where('step.key', '=', 'acknowledged')
        .where('wait.ready_at', 'is not', null)
        .select('wait.item')
        .execute();

    runtime.inject('wait', { payload: { email: 'slow@example.com' } });
    await runtime.hear({ kind: 'waiting at', node: 'behind' });
    runtime.inject('wait', { payload: { email: 'quick@example.com' } });
    await runtime.hear({ kind: 'message', node: 'end' });
    await inStore(async (store) => {
      // The quick one was handed out after the slow one, and is acknowledged before it.
      let people = await underWay(store);
      while (people.length > 1) people = await underWay(store);
      expect(people).toMatchObject([{ item: expect.stringContaining('slow@example.com') }]);

      runtime.open('behind');
      while (people.length > 0) people = await underWay(store);
    });
    expect(await runtime.hearSome(2, { kind: 'message', node: 'end' })).toMatchObject([
      { message: { payload: { email: 'quick@example.com' } } },
      { message: { payload: { email: 'slow@example.com' } } },
    ]);
  });

  test('stay in the store while their node is stopped or gone', async () => {
    const waiting = wait({ amount: 30, unit: 'days', stepKey: 'stays' }, [], []);
    await runtime.deploy(waiting);
    runtime.inject('wait', { payload: { email: 'patient@example.com' } });
    await runtime.hear({ kind: 'status', node: 'wait', text: '1 waiting' });

    await runtime.deploy();
    await expect(inStore((store) => countWaiting(store, 'stays'))).resolves.toBe(1);
    await runtime.deploy({ ...waiting, id: 'copied' });
    await runtime.hear({ kind: 'status', node: 'copied', text: '1 waiting' });
    expect(runtime.heard({ kind: 'log' })).toEqual([]);
  });

  test('go on once a message that their provider could not take has gone out', async () => {
    const gateway = await startGateway(({ body }, response) => {
      response.writeHead(gateway.requests.length === 1 ? 429 : 200, { 'retry-after': '1' }).end(body);
    });
    try {
      const values = {
        channel: 'http',
        gatewayUrl: `http://${gateway.host}/send`,
        gatewayAuthentication: 'none',
        body: 'Hi',
        stepKey: 'held message',
      };
      await runtime.deploy(stepNode('send', sendViaChannel, values, ['sent'], []), probe('sent'));
      await runtime.hear({ kind: 'status', node: 'send', text: '0 waiting' });
      runtime.inject('send', { payload: { phone: '+4930123456', order: 7 } });
      const { message } = await runtime.hear({ kind: 'message', node: 'sent' });
      expect(message?.payload).toMatchObject({ order: 7, message: { state: 'sent' } });
      expect(gateway.requests).toHaveLength(2);
    } finally {
      await gateway.close();
    }
  });

  test('are not shared by two nodes with one step key', async () => {
    const waiting = wait({ amount: 30, unit: 'days', stepKey: 'shared' }, [], []);
    await runtime.deploy(waiting, { ...waiting, id: 'second' });

    await runtime.hear({ kind: 'status', node: 'second', text: 'not working' });
    await runtime.hear({ kind: 'status', node: 'wait', text: '0 waiting' });
    expect(runtime.heard({ kind: 'log', node: 'second' })).toMatchObject([
      { text: expect.stringContaining('Two active nodes have the step key “shared”.') },
    ]);
  });

  test('come back in a new message, and are kept when their own node cannot run it', async () => {
    const value = '$exists(topic) ? 0 : $error("No topic any more.")';
    await runtime.deploy(
      wait({ amount: value, amountType: 'jsonata', stepKey: 'again' }, [], []),
      node('watch', 'catch', { scope: ['wait'] }, ['caught']),
      probe('caught'),
    );
    runtime.inject('wait', { topic: 'here', payload: { email: 'back@example.com' } });

    const { message } = await runtime.hear({ kind: 'message', node: 'caught' });
    expect(message).toMatchObject({
      payload: { email: 'back@example.com' },
      error: { message: expect.stringContaining('No topic any more.') },
    });
    await inStore(async (store) => {
      const held = async () => (await listHeld(store)).find(({ key }) => key === 'again');
      let again = await held();
      while (again?.fault === null) again = await held();
      expect(again).toMatchObject({ waiting: 1, fault: expect.stringContaining('No topic any more.') });
    });
  });
});

describe('segments', () => {
  const segment = (values: JsonObject, ...wires: string[][]) => [
    stepNode('segment', lifecycleSegment, values, ...wires),
    ...[...new Set(wires.flat())].filter((id) => id !== 'segment').map(probe),
  ];
  const buyers = JSON.stringify({ version: 1, where: { did: 'order_paid' } });
  const conditions = [{ what: 'did', event: 'order_paid' }];

  beforeAll(async () => {
    const store = await openStore(runtime.store);
    const clock = new TestClock(Date.now() - 60_000);
    const order = { data: { order: { id: 'o1', amount: 4990, currency: 'EUR' } } };
    await take(store, clock, 'customer_registered', ['c1', 'ann@segments.example']);
    await take(store, clock, 'order_paid', ['c2', 'bob@segments.example'], order);
    await store.close();
  });

  test('route by ready-made ones and by one’s own, in the order of the outputs', async () => {
    const ownSegments = [{ output: 'Buyers', from: 'as_json', segment: '', definition: buyers }];
    const values = { by: 'segments', readyMade: ['never-bought'], ownSegments };
    await runtime.deploy(...segment(values, ['never'], ['buyers'], ['other']));
    const people = ['ann@segments.example', 'bob@segments.example', 'new@segments.example'];
    runtime.inject('segment', ...people.map((email) => ({ payload: { email } })));

    for (const [place, email] of [
      ['never', people[0]],
      ['buyers', people[1]],
      ['other', people[2]],
    ]) {
      const { message } = await runtime.hear({ kind: 'message', node: place ?? '' });
      expect(message?.payload).toMatchObject({ email });
    }
  });

  test('route by stage in a node that was saved before it had operations', async () => {
    await runtime.deploy(
      node(
        'segment',
        'lifecycle-segment',
        { stages: ['registered', 'repeat'] },
        ['registered'],
        [],
        ['other'],
      ),
      probe('registered'),
      probe('other'),
    );
    runtime.inject(
      'segment',
      ...['ann', 'bob'].map((name) => ({ payload: { email: `${name}@segments.example` } })),
    );

    const { message } = await runtime.hear({ kind: 'message', node: 'registered' });
    expect(message?.payload).toMatchObject({ contact: { stage: 'registered' } });
    const { message: other } = await runtime.hear({ kind: 'message', node: 'other' });
    expect(other?.payload).toMatchObject({ contact: { stage: 'one_order' } });
  });

  test('let a message leave by several outputs, each with a copy of its own', async () => {
    const values = { by: 'segments', readyMade: ['purchase', 'buyers-360-days'], everyMatch: true };
    await runtime.deploy(...segment(values, ['first'], ['second'], ['other']));
    runtime.inject('segment', { topic: 'kept', payload: { email: 'bob@segments.example' } });

    const [first, second] = await Promise.all(
      ['first', 'second'].map((node) => runtime.hear({ kind: 'message', node })),
    );
    expect(first?.message).toMatchObject({ topic: 'kept', payload: { segment: { name: 'purchase' } } });
    expect(second?.message).toMatchObject({
      topic: 'kept',
      payload: { segment: { name: 'buyers-360-days' } },
    });
  });

  test('are checked, with reasons and scores', async () => {
    const values = { operation: 'check', conditions, alsoCheck: ['never-bought'], scores: ['activity'] };
    await runtime.deploy(...segment(values, ['checked']));
    runtime.inject('segment', { payload: { email: 'bob@segments.example' } });

    const { message } = await runtime.hear({ kind: 'message', node: 'checked' });
    expect(message?.payload).toMatchObject({
      segments: { 'built-here': true, 'never-bought': false },
      reasons: { 'built-here': [{ condition: 'did Order Paid', held: true }] },
      scores: { activity: expect.any(Number) },
    });
  });

  test('are listed page by page: Next Page leads back to the node', async () => {
    const definition = JSON.stringify({ version: 1, where: { attribute: 'group', is: { is: 'listed' } } });
    const store = await openStore(runtime.store);
    for (const name of ['x', 'y', 'z']) {
      await take(store, new TestClock(), 'customer_registered', `${name}@listed.example`, {
        profile: { group: 'listed' },
      });
    }
    await store.close();
    const values = { operation: 'list', segment: 'as_json', definition, pageSize: '2', sort: 'oldest' };
    await runtime.deploy(...segment(values, ['people'], ['segment'], ['done']));
    runtime.inject('segment', { topic: 'campaign', payload: {} });

    const { message } = await runtime.hear({ kind: 'message', node: 'done' });
    expect(message).toMatchObject({ topic: 'campaign', payload: { audience: { listed: 3, cursor: null } } });
    const people = runtime.heard({ kind: 'message', node: 'people' });
    expect(people).toHaveLength(3);
    expect(new Set(people.map((heard) => JSON.stringify(heard.message?.payload?.['contact']))).size).toBe(3);
  });

  describe('asked for in a dialog', () => {
    const ask = async (question: string, values: JsonObject, token = 'of-the-tests') => {
      const answer = await runtime.post(
        `/admin/shop-journeys-editor/lifecycle-segment/${question}`,
        JSON.stringify({ values }),
        { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      );
      return { status: answer.status, body: answer.status === 200 ? await answer.json() : undefined };
    };
    const values = { segment: 'built_here', match: 'all', conditions };

    test('have their size and their definition told', async () => {
      const size = await ask('audienceSize', values);
      expect(size.body).toEqual({
        answer: { en: expect.stringMatching(/^\d+ of \d+ contacts/), zh: expect.stringContaining('联系人') },
      });
      const written = await ask('written', values);
      const definition = { version: 1, where: { all: [{ did: 'order_paid' }] } };
      const en = JSON.stringify(definition, null, 2);
      expect(written.body).toEqual({ answer: { en, zh: en } });
    });

    test('are told what is still missing', async () => {
      expect((await ask('written', { ...values, conditions: [] })).body).toEqual({
        fault: 'The segment has no condition. Add at least one condition.',
      });
      expect((await ask('written', { segment: 'nonsense' })).body).toEqual({
        fault: expect.stringContaining('“Segment” must be one of'),
      });
    });

    test('are told to nobody who may not see flows', async () => {
      expect((await ask('audienceSize', values, 'of-a-stranger')).status).toBe(401);
    });
  });
});

test('Segment Trigger starts people as they enter', async () => {
  await runtime.deploy(
    stepNode('trigger', segmentEvent, { segment: 'never-bought', stepKey: 'entered', journey: 'entered' }, [
      'started',
    ]),
    probe('started'),
  );
  await runtime.hear({ kind: 'status', node: 'trigger', text: '0 waiting' });
  const store = await openStore(runtime.store);
  await take(store, wallClock, 'customer_registered', 'enters@segments.example');
  await store.close();

  const { message } = await runtime.hear({ kind: 'message', node: 'started' });
  expect(message?.payload).toMatchObject({ segment: { name: 'never-bought', change: 'entered' } });
});

describe('shop events', () => {
  const secret = `whsec_${Buffer.from('a secret of the tests, long enough').toString('base64')}`;
  const trigger = () => [
    { id: 'hook', type: 'shop-journeys-webhook', name: '', credentials: { secret, previousSecret: '' } },
    stepNode('trigger', shopEvent, { webhook: 'hook', path: 'first-order' }, ['started']),
    probe('started'),
  ];
  const signed = (id: string, body: string) => {
    const now = new Date();
    const signature = new Webhook(secret).sign(id, now, body);
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': signature,
    };
  };
  const registration = (email: string) =>
    JSON.stringify({
      type: 'customer_registered',
      timestamp: new Date().toISOString(),
      data: { customer: { email } },
    });

  test('are answered at the address of their node and start the journey', async () => {
    await runtime.deploy(...trigger());
    const body = registration('jane@example.com');
    const answer = await runtime.post('/shop-journeys/first-order', body, signed('event-1', body));

    expect(answer.status).toBe(200);
    await expect(answer.json()).resolves.toMatchObject({ taken: 1, started: 1 });
    const { message } = await runtime.hear({ kind: 'message', node: 'started' });
    expect(message?.payload).toMatchObject({
      contact: { email: 'jane@example.com' },
      event: { name: 'customer_registered' },
    });
  });

  test('are refused where they are unsigned, too large, or nobody listens', async () => {
    await runtime.deploy(...trigger());
    const body = registration('forged@example.com');
    const statusOf = async (path: string, content: string | Buffer) =>
      (await runtime.post(path, content)).status;

    await expect(statusOf('/shop-journeys/first-order', body)).resolves.toBe(401);
    await expect(statusOf('/shop-journeys/first-order', Buffer.alloc(1_048_577, 'x'))).resolves.toBe(413);
    await expect(statusOf('/shop-journeys/elsewhere', body)).resolves.toBe(404);
    await runtime.deploy();
    await expect(statusOf('/shop-journeys/first-order', body)).resolves.toBe(404);
  });

  test('are asked for again while the store cannot take them in, and then count once', async () => {
    await runtime.deploy(...trigger());
    const body = registration('eve@example.com');
    const send = async () => {
      const answer = await runtime.post('/shop-journeys/first-order', body, signed('event-away', body));
      return { status: answer.status, body: await answer.json() };
    };
    const store = await openStore(runtime.store);
    const rename = (from: string, to: string) =>
      sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(store.db);
    await rename('event', 'event_away');
    const away = await send();
    await rename('event_away', 'event');
    await store.close();

    expect(away).toEqual({ status: 503, body: { error: expect.stringContaining('again later') } });
    expect(await send()).toMatchObject({ status: 200, body: { taken: 1 } });
    expect(await send()).toMatchObject({ status: 200, body: { taken: 0 } });
  });

  test('reach one of two nodes with one address, and the other says so', async () => {
    const [hook, node] = trigger();
    await runtime.deploy(...(hook && node ? [hook, node, { ...node, id: 'second', stepKey: 'second' }] : []));

    await expect(runtime.hear({ kind: 'log', node: 'second' })).resolves.toMatchObject({
      text: expect.stringContaining('Another node has the address /shop-journeys/first-order already.'),
    });
  });
});

/** Deploys nodes, and waits until their addresses are known: the next deploy waits for what the nodes before it have begun. */
async function deployKnown(...nodes: JsonObject[]): Promise<void> {
  await runtime.deploy(...nodes);
  await runtime.deploy(...nodes);
}

describe('the address to which links of messages lead', () => {
  test('leads on to where the message led, and who followed goes on behind it', async () => {
    const address = {
      path: 'messages',
      publicAddress: 'https://flows.example.com',
      events: ['message_clicked'],
    };
    const body = '{{ "https://shop.example/sale" | short_link }}';
    await deployKnown(
      stepNode('events', messageEvents, address, ['clicked']),
      probe('clicked'),
      stepNode('send', sendViaChannel, { channel: 'outbox', body }, ['sent'], []),
      probe('sent'),
    );
    runtime.inject('send', { payload: { email: 'noa@example.com' } });
    await runtime.hear({ kind: 'message', node: 'sent' });
    const store = await openStore(runtime.store);
    const [kept] = await store.db
      .selectFrom('outbox')
      .where('address', '=', 'noa@example.com')
      .select('body')
      .execute();
    // As if it had gone out a while ago: who follows at once is a machine.
    await store.db.updateTable('message').set({ at: 0 }).where('address', '=', 'noa@example.com').execute();
    const link = new URL(kept?.body ?? '');
    expect(link.href).toMatch(/^https:\/\/flows\.example\.com\/shop-journeys\/messages\?l=/);

    const agent = { 'user-agent': 'Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    const answer = await runtime.get(`${link.pathname}${link.search}`, agent);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://shop.example/sale']);
    const { message } = await runtime.hear({ kind: 'message', node: 'clicked' });
    expect(message?.payload).toMatchObject({ event: { name: 'message_clicked' } });
    const broken = await runtime.get(`${link.pathname}${link.search}x`);
    expect([broken.status, await broken.text()]).toEqual([404, expect.stringContaining('does not work')]);
    await store.close();
  });

  test('takes what a gateway tells, in the letters in which it came', async () => {
    const address = { path: 'told', publicAddress: 'https://flows.example.com', fromHttp: true };
    const events = stepNode('events', messageEvents, { ...address, events: ['message_replied'] }, [
      'replied',
    ]);
    await runtime.deploy(events, probe('replied'));
    const store = await openStore(runtime.store);
    const link = new URL((await callbackAddresses(store, ['http']))?.get('http') ?? '');
    await store.close();
    const reply = 'id=in-1&from=%2B4930123456&text=O%60%59%7D&charset=UTF-16BE';
    expect((await runtime.get(`${link.pathname}${link.search}&${reply}`)).status).toBe(200);
    const { message } = await runtime.hear({ kind: 'message', node: 'replied' });
    expect(message?.payload).toMatchObject({ event: { message: { text: '你好' } } });
  });
});

describe('the page on which people unsubscribe', () => {
  test('is looked at by GET and acts by POST, and who unsubscribes leaves it', async () => {
    await deployKnown(
      stepNode('page', unsubscribePage, { path: 'bye', publicAddress: 'https://flows.example.com' }, [
        'left',
      ]),
      probe('left'),
    );
    const store = await openStore(runtime.store);
    await take(store, wallClock, 'customer_registered', ['mia', 'mia@example.com'], {
      profile: { email: 'mia@example.com' },
    });
    const { id } = await store.db
      .selectFrom('contact')
      .orderBy('id', 'desc')
      .select('id')
      .executeTakeFirstOrThrow();
    const links = await openLinks(store);
    const link = new URL(linkOf(links, id) ?? '');
    expect(link.href).toMatch(/^https:\/\/flows\.example\.com\/shop-journeys\/bye\?t=/);

    const path = `${link.pathname}${link.search}`;
    const page = await runtime.get(path);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('<form method="post">');
    const done = await runtime.post(path, 'confirmed=1');
    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('You are unsubscribed')]);
    const { message } = await runtime.hear({ kind: 'message', node: 'left' });
    expect(message?.payload).toMatchObject({ contact: { id }, event: { name: 'unsubscribed' } });
    expect((await runtime.get('/shop-journeys/bye?t=1-x')).status).toBe(404);
    expect((await runtime.get('/shop-journeys/first-order')).status).toBe(404);

    await runtime.deploy();
    expect(linkOf(await openLinks(store), id)).toBeUndefined();
    await store.close();
  });
});
