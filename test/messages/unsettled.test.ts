import { HttpError } from '../../core/ports';
import { questionsOf, sendViaChannel, unsettledMessages } from '../../core/steps';
import type { JsonObject, Outcome, StepContext } from '../../core/steps/define';
import { sql } from 'kysely';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { httpAnswering } from '../support/http';
import { runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { fates, ledger, meet, send, sendEach } from './people';

const UNTIL_LOST = 16 * 60_000;

describeOnStores('Messages of unknown fate', (store) => {
  let clock: TestClock;
  let asked: number;
  let breaks: boolean;
  const viaGateway = {
    channel: 'http',
    gatewayUrl: 'https://gateway.example/send',
    body: 'Hi',
    gatewayAuthentication: 'none',
    stepKey: 'welcome',
  };
  const http = httpAnswering(() => {
    asked += 1;
    return breaks
      ? Promise.reject(new HttpError('the line broke', true))
      : Promise.resolve({ status: 200, headers: {}, body: '' });
  });
  const context = (): StepContext => contextOf(store(), clock, { http });
  const handle = (values: JsonObject, ...items: JsonObject[]): Promise<Outcome[]> =>
    runStep(unsettledMessages, values, context(), items);
  const jsons = (outcomes: readonly Outcome[]): JsonObject[] =>
    outcomes.flatMap((outcome) => ('json' in outcome ? [outcome.json] : []));

  beforeEach(async () => {
    clock = new TestClock();
    [asked, breaks] = [0, true];
    await meet(
      context(),
      ['ann', 'bob'].map((id, i) => ({ id, profile: { phone: `+49301${23_450 + i}`, firstName: id } })),
    );
    await send(context(), viaGateway, 'ann', 'bob');
  });

  async function told(): Promise<string> {
    const [, question] = questionsOf(sendViaChannel).find(([name]) => name === 'unsettled') ?? [];
    return (await question?.answer({ channel: 'http' }, context()))?.en ?? '';
  }

  test('are listed with whom they are for, the oldest first, and the dialog tells of them', async () => {
    expect(await handle({ most: 1 }, {})).toMatchObject([
      {
        output: 'found',
        json: {
          contact: { firstName: 'ann' },
          journey: { name: 'flow', leg: 0 },
          message: { channel: 'http', step: 'welcome', address: '+4930123450', state: 'unknown' },
        },
      },
    ]);
    expect(await handle({}, {})).toHaveLength(2);
    expect(await told()).toMatch(/^2: the line broke/);
  });

  test('what arrived is sent, and never again; what did not goes out once, by its item led back', async () => {
    const [ann = {}, bob = {}] = jsons(await handle({}, {}));
    expect(await handle({ operation: 'arrived' }, ann)).toMatchObject([{ output: 'settled', json: ann }]);
    expect(await handle({ operation: 'not_arrived' }, bob, bob)).toMatchObject([
      { output: 'settled' },
      { output: 'settled' },
    ]);
    expect(await handle({}, {})).toEqual([{ item: 0, output: 'none', json: {} }]);
    expect(await told()).toBe('None.');
    [asked, breaks] = [0, false];
    const again = await sendEach(
      context(),
      [ann, bob, bob].map((json) => ({ json, values: viaGateway })),
    );
    expect(fates(again)).toMatchObject([
      ['sent', {}],
      ['sent', {}],
      ['sent', {}],
    ]);
    expect(asked).toBe(1);
    expect(await ledger(context())).toMatchObject([{ state: 'sent' }, { state: 'sent' }]);
  });

  test('are settled once: whoever comes later leaves by the other output and changes nothing', async () => {
    const [ann = {}] = jsons(await handle({ most: 1 }, {}));
    await handle({ operation: 'arrived' }, ann);
    expect(await handle({ operation: 'not_arrived' }, ann)).toMatchObject([{ output: 'already' }]);
    expect(await handle({ operation: 'arrived', message: '4711' }, {})).toMatchObject([
      { output: 'already' },
    ]);
    expect(await ledger(context())).toMatchObject([{ state: 'sent' }, { state: 'unknown' }]);
  });

  test('an item without a message is told so', async () => {
    expect(await handle({ operation: 'arrived' }, { customerId: 'ann' })).toMatchObject([
      { error: { message: 'The item names no message.', parameter: 'message' } },
    ]);
  });

  test('those are among them whose sender died, and not those that are under way', async () => {
    await store().write((work) =>
      work.updateTable('message').set({ state: 'intended', reason: null }).execute(),
    );
    expect(await handle({}, {})).toMatchObject([{ output: 'none' }]);
    clock.advance(UNTIL_LOST);
    expect(jsons(await handle({}, {}))).toHaveLength(2);
  });

  test('are found by an index of their own, however many messages there are', async () => {
    const isPostgres = store().dialect === 'postgres';
    const plan = await store().write(async (work) => {
      if (isPostgres) await sql`set local enable_seqscan = off`.execute(work);
      const { rows } = await sql`
        ${sql.raw(isPostgres ? 'explain' : 'explain query plan')} select id from message
        where message.state in ('intended', 'unknown') and (message.state = 'unknown' or message.at <= 1)
        order by message.at limit 10`.execute(work);
      return JSON.stringify(rows);
    });
    expect(plan).toContain('message_unsettled');
  });
});
