import { openHttp } from '../../core/http';
import type { JsonObject } from '../../core/steps/define';
import { openStore } from '../../core/store';
import { type Gateway, startGateway } from '../channels/gateway';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { startScript } from '../support/process';
import { describeOnStores } from '../support/stores';
import type { Plan } from './dying';
import { fates, meet, send } from './people';

/** Longer than a message is held by whoever meant to send it; ms. */
const UNTIL_LOST = 16 * 60_000;

/** What the next run makes of what a killed host left. */
interface Next {
  /** How often the gateway was asked for each number. */
  arrived: ReadonlyMap<string, number>;
  /** What became of each person's message. */
  told: string[];
}

describeOnStores('A host that is killed while it sends', (_store, _place, makePlace) => {
  let gateway: Gateway;
  beforeEach(async () => {
    gateway = await startGateway((_, response) => response.writeHead(200).end());
  });
  afterEach(() => gateway.close());

  const numberOf = (i: number) => `+49301${String(23_450 + i)}`;
  const values = (gatewayDedupes: boolean): JsonObject => ({
    channel: 'http',
    gatewayUrl: `http://${gateway.host}/`,
    body: 'Hi',
    gatewayBody: '"{{ address }}"',
    gatewayAuthentication: 'none',
    gatewayDedupes,
    stepKey: 'welcome',
  });

  /** Dies at one moment; answers what the next run makes of it, and whether it died at all. */
  async function dyingAt(
    moment: number,
    people: number,
    dedupes: boolean,
  ): Promise<Next & { died: boolean }> {
    const { place, remove } = await makePlace();
    const clock = new TestClock();
    const customers = Array.from({ length: people }, (_, i) => `p${i}`);
    const store = await openStore(place);
    const context = contextOf(store, clock, { http: openHttp({ allow: gateway.host }) });
    await meet(
      context,
      customers.map((id, i) => ({ id, profile: { phone: numberOf(i) } })),
    );
    gateway.requests.length = 0;
    const plan: Plan = {
      place,
      now: clock.now(),
      host: gateway.host,
      values: values(dedupes),
      customers,
      moment,
    };
    const code = await startScript('messages/dying.ts', [JSON.stringify(plan)]).ended;
    expect([0, null]).toContain(code);
    await send(context, values(dedupes), ...customers);
    clock.advance(UNTIL_LOST);
    const told = fates(await send(context, values(dedupes), ...customers)).map((fate) => {
      const [, { state }] = fate as [string, { state: string }];
      return state;
    });
    await store.close();
    await remove();
    const arrived = new Map<string, number>();
    for (const { body } of gateway.requests) {
      const number = String(JSON.parse(body));
      arrived.set(number, (arrived.get(number) ?? 0) + 1);
    }
    return { arrived, told, died: code === null };
  }

  function expectOnce({ arrived, told }: Next): void {
    for (const [i, state] of told.entries()) {
      const times = arrived.get(numberOf(i)) ?? 0;
      if (state === 'sent') expect(times).toBe(1);
      else {
        expect(state).toBe('unknown');
        expect(times).toBeLessThanOrEqual(1);
      }
    }
  }

  test('nobody gets a message twice, and nobody is lost: it is sent, or shown as of unknown fate', async () => {
    let moment = 0;
    for (let died = true; died;) {
      moment += 1;
      const next = await dyingAt(moment, 2, false);
      expectOnce(next);
      ({ died } = next);
    }
    // Passages, decisions, two requests, fates: within or before, and after each.
    expect(moment).toBeGreaterThan(10);
  }, 240_000);

  test('nor in the middle of a batch, while some are under way and others decided', async () => {
    for (const moment of [7, 60, 111, 180, 240]) {
      const next = await dyingAt(moment, 120, false);
      expect(next.died).toBe(true);
      expectOnce(next);
      // What is in doubt are the messages that were on record, never the whole batch.
      expect(next.told.filter((state) => state === 'sent').length).toBeGreaterThan(0);
    }
  }, 240_000);

  test('where the gateway drops repeats, everybody gets it', async () => {
    for (const moment of [7, 9, 60, 111]) {
      const { told, arrived, died } = await dyingAt(moment, 60, true);
      expect(died).toBe(true);
      expect(told).toEqual(told.map(() => 'sent'));
      expect(arrived.size).toBe(60);
    }
  }, 240_000);
});
