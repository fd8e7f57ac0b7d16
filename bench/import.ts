import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { wallClock } from '../dist/core/clock.js';
import { fileSource, importFile, type ImportState } from '../dist/core/import/index.js';
import { customerIdentity, orderIdentity, type ShopEvent, takeEvents } from '../dist/core/ingest/index.js';
import type { Store } from '../dist/core/store/index.js';
import { batches, judged, type Measurement, progress, rateOf } from './measurement.ts';
import { BATCH, BEGAN } from './people.ts';
import { type Dialect, dialects, inFolder, inStore } from './places.ts';

const CUSTOMERS = 1_000_000;
/** The whole takes some minutes; JOURNEYS_BENCH_ORDERS names a smaller one. */
const ORDERS: Record<Dialect, number> = {
  sqlite: Number(process.env['JOURNEYS_BENCH_ORDERS'] ?? 10_000_000),
  postgres: Number(process.env['JOURNEYS_BENCH_ORDERS'] ?? 1_000_000),
};
const LOOPED = 50_000;
/** Rows after which memory is looked at for the first time. */
const SETTLED = 1_000_000;
const MINUTE = 60_000;

/** Rows a second of a history of orders, from a file on the disk to counted people, and what memory that takes. */
export async function* importing(): AsyncGenerator<Measurement> {
  for (const dialect of dialects) yield* importInto(dialect);
}

async function* importInto(dialect: Dialect): AsyncGenerator<Measurement> {
  const count = ORDERS[dialect];
  const { rate, looped, growth } = await inFolder((folder) =>
    inStore(dialect, async (store) => {
      progress(`import: ${CUSTOMERS} customers on ${dialect}`);
      const customers = await write(join(folder, 'customers.csv'), customerLines());
      await read(store, customers);
      progress(`import: ${count} orders on ${dialect}`);
      const orders = await write(join(folder, 'orders.csv'), orderLines(count));
      const memory = new Memory();
      const rate = await rateOf(count, () => read(store, orders, (state) => memory.look(state)));
      progress(`import: ${LOOPED} orders one by one on ${dialect}`);
      const looped = await rateOf(LOOPED, () => loop(store, count));
      return { rate, looped, growth: memory.growth() };
    }),
  );
  yield judged({
    name: 'import',
    store: dialect,
    value: rate,
    unit: 'rows/s',
    versus: { name: 'the same orders as events, 500 in a transaction', value: looped },
    ...(dialect === 'sqlite' && { least: { value: 50_000 } }),
    limitedBy: 'the writer: a random page of the index by contact for each order, then counting each person',
  });
  yield judged({
    name: 'import',
    store: dialect,
    value: growth,
    unit: 'times the memory after the first million rows at the most',
    did: 'memory that the process has for itself; mapped pages of the file are the system’s',
    least: { most: 1.25 },
    limitedBy: 'rows that are read ahead',
  });
}

/**
 * Bytes that the process has for itself. Of what it maps of the store's file the system keeps pages at hand while it has
 * room, which Linux counts apart; other systems do not.
 */
function ownMemory(): number {
  const all = process.memoryUsage.rss();
  if (process.platform !== 'linux') return all;
  const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return kilobytes === undefined ? all : Number(kilobytes) * 1_024;
}

/** How much the process takes, from the first million rows on. */
class Memory {
  #first: number | undefined;
  #most = 0;

  look({ rows }: ImportState): void {
    if (rows < SETTLED) return;
    const taken = ownMemory();
    this.#first ??= taken;
    this.#most = Math.max(this.#most, taken);
  }

  growth(): number {
    progress(
      `import: ${megabytes(this.#first ?? 0)} MB after ${SETTLED} rows, ${megabytes(this.#most)} MB at most`,
    );
    return this.#most / (this.#first ?? this.#most);
  }
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6);

const reading = { source: 'shop', timeZone: 'UTC', currency: 'EUR' };

async function read(
  store: Store,
  path: string,
  onState: (state: ImportState) => void = () => undefined,
): Promise<void> {
  const report = await importFile(store, wallClock, await fileSource(path), { ...reading, onState });
  if (report.rejected > 0) throw new Error(`${report.rejected} rows were rejected`);
}

async function write(path: string, lines: Iterable<string>): Promise<string> {
  await pipeline(Readable.from(lines), createWriteStream(path));
  return path;
}

const LINES = 10_000;

/** `count` lines below a header, in pieces of many. */
function* csv(header: string, count: number, line: (index: number) => string): Generator<string> {
  yield `${header}\n`;
  for (let from = 0; from < count; from += LINES) {
    const size = Math.min(LINES, count - from);
    yield Array.from({ length: size }, (_, i) => `${line(from + i)}\n`).join('');
  }
}

const customerLines = () =>
  csv('customer_id,email,first_name,registered_at', CUSTOMERS, (index) => {
    const registered = new Date(BEGAN - (CUSTOMERS - index) * MINUTE).toISOString();
    return `c${index},person${index}@example.com,Ann,${registered}`;
  });

/** The customers of the orders follow each other in no order, as in a shop. */
const customerOf = (order: number): string => `c${(order * 611_953) % CUSTOMERS}`;
const minorOf = (order: number): number => 500 + (order % 19_000);
const paidAt = (order: number): number => BEGAN - (100_000_000 - order) * 1_000;
const numberOf = (order: number): string => String(100_000_000 + order);

const orderLines = (count: number) =>
  csv('order_id,customer_id,paid_at,total,currency', count, (index) =>
    [
      numberOf(index),
      customerOf(index),
      new Date(paidAt(index)).toISOString(),
      (minorOf(index) / 100).toFixed(2),
      'EUR',
    ].join(','),
  );

/** What a loop over the file would do: each further order as the event that a webhook would have told. */
async function loop(store: Store, from: number): Promise<void> {
  const events = Array.from({ length: LOOPED }, (_, i) => eventOf(from + i));
  for (const some of batches(events, BATCH))
    await store.write((work) => takeEvents(work, store, wallClock, some));
}

const eventOf = (order: number): ShopEvent => ({
  source: 'shop',
  sourceId: `paid-${order}`,
  name: 'order_paid',
  at: paidAt(order),
  identities: [customerIdentity('shop', customerOf(order)), orderIdentity('shop', numberOf(order))],
  profile: {},
  data: { order: { id: numberOf(order), amount: minorOf(order), currency: 'EUR' } },
});
