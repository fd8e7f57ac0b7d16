import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';

import { bareIntake, withBare } from './bare-sql.ts';
import { ingest, parkInBatches, seedWaits } from './bulk.ts';
import { judged, type Measurement, progress } from './measurement.ts';
import { parkingOf, people, seedPeople } from './people.ts';
import { inStore } from './places.ts';
import { parsed, webhookBodies } from './shop.ts';

const COUNT = 50_000;

/** The longest time for which bulk work keeps the host from anything else. */
export async function* eventLoop(): AsyncGenerator<Measurement> {
  progress(`event-loop: ${COUNT} events, then ${COUNT} waits, on sqlite`);
  const bodies = webhookBodies(COUNT, COUNT);
  const taking = await inStore('sqlite', async (store) => {
    await seedWaits(store, COUNT);
    return await longestBlock(() => ingest(store, bodies));
  });
  const onThread = await inStore('sqlite', async (store, address) => {
    await seedWaits(store, COUNT);
    return await longestBlock(() => takeOnThread(address, bodies));
  });
  yield told('taking events in', taking, { name: 'bare statements on the host thread', value: onThread });
  const parkings = people(COUNT).map(parkingOf);
  const parking = await inStore('sqlite', async (store) => {
    await seedPeople(store, people(COUNT));
    return await longestBlock(() => parkInBatches(store, parkings));
  });
  yield told('parking', parking);
}

function told(what: string, value: number, versus?: Measurement['versus']): Measurement {
  return judged({
    name: 'event-loop',
    store: 'sqlite',
    value,
    unit: `ms at most while ${what}`,
    ...(versus && { versus, ratio: versus.value / value }),
    least: { most: 50 },
    limitedBy: 'reading and putting together a batch of 500 on the host thread',
  });
}

/** Milliseconds of the longest time for which the event loop did not turn during `work`. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  await turn();
  delay.disable();
  return delay.max / 1e6;
}

/** The same on the host thread, which gets its turn after each transaction. */
function takeOnThread(address: string, bodies: readonly Buffer[]): Promise<void> {
  return withBare('sqlite', address, async (bare) => {
    const take = bareIntake(bare, COUNT + 1);
    for (const body of bodies) {
      const events = parsed(body);
      await bare.transaction(async () => {
        for (const event of events) await take(event);
      });
      await turn();
    }
  });
}
