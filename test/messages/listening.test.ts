import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ListenerContext, Report } from '../../core/channels';
import { StepError } from '../../core/errors';
import { type Ear, startListening } from '../../core/messages';
import { defineConnection, messageEvents, type StepContext } from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import { text } from '../../core/steps/text';
import { keepSetting, readSetting } from '../../core/store';
import { listHeld } from '../../core/waits';
import { everythingButTimers, TestClock } from '../support/clock';
import { contextOf, quiet } from '../support/context';
import { describeOnStores } from '../support/stores';

const MINUTE = 60_000;
const SECOND = 1_000;
/** How often whoever does not listen looks whether it may. */
const LOOK = 15 * SECOND;

const account = defineConnection({
  name: 'centre',
  title: text('Centre', '中心'),
  n8n: { type: 'centre', own: true },
  fields: {
    host: { type: 'text', label: text('Host', '主机'), help: text('', ''), default: '' },
    password: {
      type: 'text',
      label: text('Password', '密码'),
      help: text('', ''),
      default: '',
      secret: true,
    },
  },
  test: () => Promise.resolve(),
});

/** One line to a provider. */
interface Line {
  context: ListenerContext;
  break(error: Error): void;
}

/** A provider that is listened to, and whose lines end as the test says. */
class Provider {
  readonly lines: Line[] = [];

  get open(): Line[] {
    return this.lines.filter(({ context }) => !context.signal.aborted);
  }

  get ear(): Ear {
    return {
      name: 'smpp',
      label: text('SMS', '短信'),
      listener: {
        title: text('Listen', '监听'),
        help: text('', ''),
        connection: account,
        listen: (context) => {
          const { promise, resolve, reject } = Promise.withResolvers<undefined>();
          context.signal.addEventListener('abort', () => resolve(undefined));
          this.lines.push({ context, break: reject });
          return promise;
        },
      },
    };
  }
}

const reply = (words: string): Report => ({
  told: 'replied',
  key: words,
  address: { kind: 'phone', value: '+4930123456' },
  text: words,
});

describeOnStores('What is listened to', (store) => {
  let clock: TestClock;
  let provider: Provider;
  let logged: string[];
  let stops: (() => Promise<void>)[];

  beforeEach(() => {
    clock = new TestClock();
    provider = new Provider();
    logged = [];
    stops = [];
    jest.useFakeTimers({ doNotFake: [...everythingButTimers] });
    jest.spyOn(globalThis, 'setTimeout');
  });
  afterEach(async () => {
    await Promise.all(stops.map((stop) => stop()));
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  const values = stepValues(messageEvents.parameters, { events: ['message_replied'], stepKey: 'start' });
  const contextFor = (host = 'centre.example'): StepContext =>
    contextOf(store(), clock, {
      connections: { centre: { host, password: 'secret' } },
      log: { ...quiet, info: (said) => logged.push(said), error: (said) => logged.push(said) },
    });
  const listen = async (context = contextFor()) => {
    const stop = await startListening([provider.ear], values, context);
    stops.push(stop);
    return stop;
  };
  const passes = (ms: number) => {
    clock.advance(ms);
    jest.advanceTimersByTime(ms);
  };
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    while (!(await isSo())) await nextTurn();
  };
  const lines = (count: number) => until(() => provider.lines.length === count);
  /** The pauses that were begun, in ms; the store begins some, too. */
  const pauses = () => jest.mocked(setTimeout).mock.calls.map(([, ms = 0]) => ms);
  const looking = (count: number) => until(() => pauses().filter((ms) => ms === LOOK).length === count);
  const lineAt = (index: number): Line => {
    const line = provider.lines.at(index);
    if (!line) throw new Error('there is no such line');
    return line;
  };
  const leases = () => store().db.selectFrom('lease').select(['name', 'holder']).execute();
  const replies = () =>
    store().db.selectFrom('event').where('name', '=', 'message_replied').select('id').execute();
  const waiting = async () => (await listHeld(store())).find(({ key }) => key === 'start')?.waiting ?? 0;

  test('starts journeys, together with where it was heard up to', async () => {
    await listen();
    await lines(1);
    const { take } = lineAt(0).context;
    await take([reply('Hi')], (work) => keepSetting(work, 'position', '1'));
    await take([reply('Hi')], (work) => keepSetting(work, 'position', '2'));
    expect(await waiting()).toBe(1);
    expect(await store().write((work) => readSetting(work, 'position'))).toBe('2');
  });

  test('is taken in wholly or not at all', async () => {
    await listen();
    await lines(1);
    const { take } = lineAt(0).context;
    await expect(
      take([reply('Hi')], () => Promise.reject(new Error('the position is lost'))),
    ).rejects.toThrow();
    expect([await replies(), await waiting()]).toEqual([[], 0]);
    expect(logged).toEqual([expect.stringContaining('the position is lost')]);
    await take([reply('Hi')]);
    expect(await waiting()).toBe(1);
    expect(logged.slice(1)).toEqual(['A step: SMS is heard again.']);
  });

  test('is heard by one process at a time for each account; the next goes on where it stops', async () => {
    const stop = await listen();
    await lines(1);
    await listen();
    await looking(1);
    await listen(contextFor('other.example'));
    await lines(2);
    expect(await leases()).toHaveLength(2);
    expect(JSON.stringify(await leases())).not.toContain('secret');
    await stop();
    passes(LOOK);
    await lines(3);
    expect(provider.open).toHaveLength(2);
    expect(logged).toEqual([]);
  });

  test('is left to a process that took it over, and taken over from one that is gone', async () => {
    await listen();
    await lines(1);
    const [lease] = await leases();
    await store()
      .db.updateTable('lease')
      .set({ holder: 'another', until: clock.now() + MINUTE })
      .execute();
    passes(LOOK);
    await until(() => provider.open.length === 0);
    await nextTurn();
    passes(MINUTE);
    await lines(2);
    expect(await leases()).toEqual([lease]);
    expect(logged).toEqual([]);
  });

  test('keeps its lease for as long as it is heard', async () => {
    await listen();
    await lines(1);
    await listen();
    await looking(1);
    const lease = () => store().db.selectFrom('lease').select('until').executeTakeFirstOrThrow();
    for (let looks = 1; looks <= 6; looks += 1) {
      passes(2 * LOOK);
      await until(async () => (await lease()).until > clock.now() + 3 * LOOK);
      await looking(looks + 1);
    }
    expect(provider.open).toHaveLength(1);
    expect(provider.lines).toHaveLength(1);
  });

  test('whoever cannot renew its lease hears no more before another may', async () => {
    let isAway = false;
    const real = store();
    const write: typeof real.write = (work) =>
      isAway ? Promise.reject(new Error('the store is away')) : real.write(work);
    await listen({ ...contextFor(), store: { ...real, write } });
    await lines(1);
    isAway = true;
    passes(3 * LOOK);
    await until(() => provider.open.length === 0);
    const [lease] = await store().db.selectFrom('lease').select('until').execute();
    expect(lease?.until).toBeGreaterThan(clock.now());
    await until(() => pauses().some((ms) => ms <= SECOND));
    expect(logged).toEqual([expect.stringContaining('the store is away')]);
    isAway = false;
    passes(MINUTE);
    await lines(2);
  });

  /** Breaks the newest line, which is begun anew in so many ms. */
  const broken = async (pause: number) => {
    jest.mocked(setTimeout).mockClear();
    lineAt(-1).break(new StepError('The centre is closed.', { advice: 'Ask your provider.' }));
    await until(() => pauses().includes(pause));
  };

  test('a line that breaks is begun anew, ever more seldom; what is wrong is said once, until it worked', async () => {
    // Of what is left to chance, the middle.
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    await listen();
    for (const [index, most] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      await lines(index + 1);
      await broken(0.75 * most * SECOND);
      passes(0.75 * most * SECOND);
    }
    const complaint = 'A step: SMS is not heard now. The centre is closed. Ask your provider.';
    expect(logged).toEqual([complaint]);
    await lines(9);
    for (let times = 1; times <= 2; times += 1) lineAt(-1).context.hears();
    expect(logged).toEqual([complaint, 'A step: SMS is heard again.']);
    clock.advance(MINUTE);
    await broken(0.75 * SECOND);
    expect(logged).toHaveLength(3);
  });

  test('ends with what is under way taken in, and leaves nothing behind', async () => {
    const stop = await listen();
    await lines(1);
    const position = Promise.withResolvers<undefined>();
    const taken = lineAt(0).context.take([reply('Hi')], () => position.promise);
    let ended = false;
    const ending = stop().then(() => (ended = true));
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    expect(ended).toBe(false);
    position.resolve(undefined);
    await Promise.all([taken, ending]);
    expect(await replies()).toHaveLength(1);
    jest.advanceTimersByTime(10 * MINUTE);
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    expect(provider.lines).toHaveLength(1);
    expect(await leases()).toEqual([]);
    expect(logged).toEqual([]);
  });

  test('begins only where an account is chosen', async () => {
    const missing = new StepError('No account is chosen.');
    const context = { ...contextFor(), connect: () => Promise.reject(missing) };
    await expect(startListening([provider.ear], values, context)).rejects.toBe(missing);
    expect(provider.lines).toEqual([]);
  });
});
