import type { ShopEvent } from '../dist/core/ingest/index.js';
import { bareIntake, withBare } from './bare-sql.ts';
import { ingest, seedWaits } from './bulk.ts';
import { judged, type Measurement, progress, rateOf } from './measurement.ts';
import { type Dialect, dialects, inStore } from './places.ts';
import { parsed, webhookBodies } from './shop.ts';

const OPEN_WAITS = 100_000;
const EVENTS: Record<Dialect, number> = { sqlite: 100_000, postgres: 50_000 };
const BARE_EVENTS: Record<Dialect, number> = { sqlite: 100_000, postgres: 10_000 };

/** Events a second that are checked and taken in, against the bare statements of the same writes. */
export async function* ingestCore(): AsyncGenerator<Measurement> {
  for (const dialect of dialects) {
    progress(`ingest-core: ${EVENTS[dialect]} events on ${dialect}, with ${OPEN_WAITS} open waits`);
    const value = await inStore(dialect, async (store) => {
      await seedWaits(store, OPEN_WAITS);
      const bodies = webhookBodies(EVENTS[dialect], OPEN_WAITS);
      return await rateOf(EVENTS[dialect], () => ingest(store, bodies));
    });
    progress(`ingest-core: ${BARE_EVENTS[dialect]} events by bare statements on ${dialect}`);
    const bare = await inStore(dialect, async (store, address) => {
      await seedWaits(store, OPEN_WAITS);
      const bodies = webhookBodies(BARE_EVENTS[dialect], OPEN_WAITS).map(parsed);
      return await rateOf(BARE_EVENTS[dialect], () => takeBare(dialect, address, bodies));
    });
    yield judged({
      name: 'ingest-core',
      store: dialect,
      value,
      unit: 'events/s',
      versus: { name: 'bare prepared statements', value: bare },
      least: dialect === 'sqlite' ? { value: 10_000, ratio: 0.6 } : { ratio: 0.6 },
      limitedBy: 'reading and checking on the host thread, then the writer thread, in turn',
    });
  }
}

function takeBare(
  dialect: Dialect,
  address: string,
  bodies: readonly (readonly ShopEvent[])[],
): Promise<void> {
  return withBare(dialect, address, async (bare) => {
    const take = bareIntake(bare, OPEN_WAITS + 1);
    for (const events of bodies) {
      await bare.transaction(async () => {
        for (const event of events) await take(event);
      });
    }
  });
}
