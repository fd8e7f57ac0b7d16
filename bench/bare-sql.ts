import { DatabaseSync } from 'node:sqlite';

import { Client } from 'pg';

import type { ShopEvent } from '../dist/core/ingest/index.js';
import { BEGAN } from './people.ts';
import type { Dialect } from './places.ts';

type Cell = string | number | null;

/** A database's own prepared statements, without anything of ours in between. */
interface Bare {
  /** Prepares a statement with the places $1, $2, … in this order; it runs with one row of values. */
  prepare(text: string): (...values: Cell[]) => Promise<readonly object[]>;
  transaction(work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Runs `use` on the bare statements of a store's database. */
export async function withBare<T>(
  dialect: Dialect,
  place: string,
  use: (bare: Bare) => Promise<T>,
): Promise<T> {
  const bare = dialect === 'sqlite' ? bareSqlite(place) : await barePostgres(place);
  try {
    return await use(bare);
  } finally {
    await bare.close();
  }
}

function bareSqlite(path: string): Bare {
  const database = new DatabaseSync(path);
  // As the embedded store sets them.
  database.exec(
    'pragma synchronous = normal; pragma cache_size = -65536; pragma temp_store = memory; pragma wal_autocheckpoint = 16000',
  );
  return {
    prepare(text) {
      const statement = database.prepare(text.replace(/\$\d+/g, '?'));
      const reads = statement.columns().length > 0;
      return async (...values) => {
        if (reads) return statement.all(...values);
        statement.run(...values);
        return [];
      };
    },
    async transaction(work) {
      database.exec('begin immediate');
      await work();
      database.exec('commit');
    },
    close: async () => database.close(),
  };
}

async function barePostgres(address: string): Promise<Bare> {
  const client = new Client(address);
  await client.connect();
  let count = 0;
  return {
    prepare(text) {
      const name = `bare${++count}`;
      return async (...values) => (await client.query<object>({ name, text, values })).rows;
    },
    async transaction(work) {
      await client.query('begin');
      await work();
      await client.query('commit');
    },
    close: () => client.end(),
  };
}

/**
 * Takes events in by bare statements, one after the other for each event: what taking them in writes, and nothing
 * else. No validation, no dedupe, no merge, no late event is cared for. New ids go on from `firstId`.
 */
export function bareIntake(bare: Bare, firstId: number): (event: ShopEvent) => Promise<void> {
  const findIdentity = bare.prepare('select contact_id from identity where kind = $1 and value = $2');
  const addIdentity = bare.prepare('insert into identity (kind, value, contact_id) values ($1, $2, $3)');
  const addContact = bare.prepare('insert into contact (id, created_at, profile) values ($1, $2, $3)');
  const setProfile = bare.prepare('update contact set profile = $1 where id = $2');
  const addEvent = bare.prepare(
    'insert into event (id, source, source_id, contact_id, name, at, received_at, data) values ($1, $2, $3, $4, $5, $6, $7, $8)',
  );
  const addToOrder = bare.prepare(
    `insert into shop_order (source, order_id, contact_id, placed_at, paid_at, amount, currency, amount_at, refunded)
    values ($1, $2, $3, $4, $5, $6, $7, $8, 0)
    on conflict (source, order_id) do update set placed_at = coalesce(shop_order.placed_at, excluded.placed_at),
      paid_at = coalesce(shop_order.paid_at, excluded.paid_at), amount = excluded.amount, amount_at = excluded.amount_at`,
  );
  const addToRollup = bare.prepare(
    `insert into rollup (contact_id, registered_at, cart_at, cart_items, orders_placed, orders_open, orders_paid, first_paid_at, last_paid_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (contact_id) do update set registered_at = coalesce(rollup.registered_at, excluded.registered_at),
      cart_at = coalesce(excluded.cart_at, rollup.cart_at), cart_items = coalesce(excluded.cart_items, rollup.cart_items),
      orders_placed = rollup.orders_placed + excluded.orders_placed, orders_open = rollup.orders_open + excluded.orders_open,
      orders_paid = rollup.orders_paid + excluded.orders_paid,
      first_paid_at = coalesce(rollup.first_paid_at, excluded.first_paid_at),
      last_paid_at = coalesce(excluded.last_paid_at, rollup.last_paid_at)`,
  );
  const settle = bare.prepare(
    `update wait set outcome = 'settled', ready_at = $1, event_id = $2
    where contact_id = $3 and outcome is null and event = $4 and about = '' and since <= $5`,
  );
  let nextId = firstId;

  return async ({ source, sourceId, name, at, identities, profile, data }) => {
    const id = nextId;
    nextId += 1;
    const said = JSON.stringify(
      Object.fromEntries(Object.entries(profile).map(([field, value]) => [field, [value, at]])),
    );
    const found: unknown[] = [];
    for (const { kind, value } of identities) found.push((await findIdentity(kind, value))[0]);
    const known = found.find((row) => row !== undefined) as { contact_id: number | string } | undefined;
    const contact = known?.contact_id ?? id;
    if (known) await setProfile(said, contact);
    else await addContact(id, BEGAN, said);
    for (const [index, { kind, value }] of identities.entries()) {
      if (found[index] === undefined) await addIdentity(kind, value, contact);
    }
    await addEvent(id, source, sourceId, contact, name, at, BEGAN, JSON.stringify(data));
    const when = (wanted: string) => (name === wanted ? at : null);
    const [placed, paid] = [when('order_placed'), when('order_paid')];
    if (data.order) {
      const { id: order, amount = null, currency = null } = data.order;
      await addToOrder(source, order, contact, placed, paid, amount, currency, at);
    }
    await addToRollup(
      contact,
      when('customer_registered'),
      when('cart_updated'),
      data.cart?.items ?? null,
      data.order ? 1 : 0,
      placed === null ? 0 : 1,
      paid === null ? 0 : 1,
      paid,
      paid,
    );
    await settle(BEGAN, id, contact, name, at);
  };
}
