import { sql } from 'kysely';
import { Client } from 'pg';
import { StoreError } from '../../core/errors';
import { openStore, type Store } from '../../core/store';
import { postgresPlace, type StorePlace } from '../support/stores';

async function faultOf(promise: Promise<unknown>): Promise<StoreError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof StoreError) return error;
  throw new Error('not a StoreError', { cause: error });
}

const add = (store: Store, value: string) =>
  store.write((work) =>
    work.insertInto('identity').values({ kind: 'email', value, contact_id: 1 }).execute(),
  );

const counter = (store: Store) =>
  store.db.selectFrom('counter').where('name', '=', 'event').select('next').executeTakeFirstOrThrow();

const identities = async (store: Store) =>
  (await store.db.selectFrom('identity').select('value').execute()).map(({ value }) => value);

describe('A PostgreSQL store that cannot do its work says why and what to do, and half-does nothing', () => {
  let at: StorePlace;
  let store: Store;
  let admin: Client;

  const database = () => new URL(at.place).pathname.slice(1);
  const elsewhere = (change: (address: URL) => void) => {
    const address = new URL(at.place);
    change(address);
    return address.href;
  };

  beforeEach(async () => {
    at = await postgresPlace();
    store = await openStore(at.place);
    admin = new Client(at.place);
    await admin.connect();
  });

  afterEach(async () => {
    await admin.end();
    await store.close();
    await at.remove();
  });

  const killConnections = () =>
    admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );

  test('connections killed while idle: the next write works', async () => {
    await Promise.all([add(store, 'a'), add(store, 'b'), add(store, 'c')]);
    await killConnections();
    await Promise.all([add(store, 'd'), add(store, 'e')]);
    expect(await identities(store)).toHaveLength(5);
  });

  test('the connection killed amid a transaction: it runs again from its start, and counts once', async () => {
    let runs = 0;
    await store.write(async (work) => {
      runs += 1;
      await work
        .insertInto('identity')
        .values({ kind: 'email', value: `run ${runs}`, contact_id: 1 })
        .execute();
      if (runs === 1) await killConnections();
      await work
        .updateTable('counter')
        .set((eb) => ({ next: eb('next', '+', 1) }))
        .execute();
    });
    expect(runs).toBe(2);
    expect(await identities(store)).toEqual(['run 2']);
    expect(await counter(store)).toEqual({ next: 2 });
  });

  test('a deadlock: the loser runs again, and both are done', async () => {
    await store.write((work) =>
      work
        .insertInto('contact')
        .values(
          [1, 2].map((id) => ({
            id,
            created_at: 0,
            profile: '{}',
            unsubscribed_at: null,
            rehearsal_since: null,
            rehearsal_speed: null,
            merged_into: null,
          })),
        )
        .execute(),
    );
    const first = Promise.withResolvers<undefined>();
    const second = Promise.withResolvers<undefined>();
    const crossing = (
      mine: number,
      theirs: number,
      met: PromiseWithResolvers<undefined>,
      other: PromiseWithResolvers<undefined>,
    ) =>
      store.write(async (work) => {
        await store.lockContacts(work, [mine]);
        met.resolve(undefined);
        await other.promise;
        await store.lockContacts(work, [theirs]);
        await work
          .updateTable('counter')
          .set((eb) => ({ next: eb('next', '+', 1) }))
          .where('name', '=', 'event')
          .execute();
      });
    await Promise.all([crossing(1, 2, first, second), crossing(2, 1, second, first)]);
    expect(await counter(store)).toEqual({ next: 3 });
  });

  test('locked by another program', async () => {
    await admin.query(`alter database ${database()} set lock_timeout = '100ms'`);
    await killConnections();
    await admin.query('begin');
    await admin.query('lock table identity');
    const fault = await faultOf(add(store, 'a'));
    expect(fault).toMatchObject({ fault: 'busy', advice: expect.stringContaining('long transaction') });
    await admin.query('rollback');
    expect(await identities(store)).toEqual([]);
    await add(store, 'a');
  });

  test('read-only', async () => {
    await admin.query(`alter database ${database()} set default_transaction_read_only = on`);
    await killConnections();
    expect(await faultOf(add(store, 'a'))).toMatchObject({
      fault: 'read-only',
      advice: expect.stringContaining('primary'),
    });
    expect(await identities(store)).toEqual([]);
  });

  test('full: nothing of the transaction is kept', async () => {
    // The server's own error of a full disk, raised where filling one is not to be had.
    await admin.query(`create function fill() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`);
    await admin.query('create trigger fill before insert on identity for each row execute function fill()');
    const filling = store.write(async (work) => {
      await work.updateTable('counter').set({ next: 50 }).execute();
      await work.insertInto('identity').values({ kind: 'email', value: 'a', contact_id: 1 }).execute();
    });
    expect(await faultOf(filling)).toMatchObject({
      fault: 'full',
      advice: expect.stringContaining('Free some space'),
    });
    expect(await counter(store)).toEqual({ next: 1 });
  });

  test('of a newer version: refused untouched', async () => {
    await admin.query(
      `insert into kysely_migration (name, timestamp) values ('999-from-the-future', '2027-01-01T00:00:00Z')`,
    );
    expect(await faultOf(openStore(at.place))).toMatchObject({
      fault: 'newer',
      advice: 'Update the package on this host.',
    });
  });

  test.each([
    ['a wrong password', (address: URL) => (address.password = 'wrong'), 'password'],
    ['a database that does not exist', (address: URL) => (address.pathname = '/nowhere'), 'does not exist'],
    ['a server that is not there', (address: URL) => (address.port = '1'), 'does not answer'],
  ])('%s: unreachable, and the address with its secrets is not repeated', async (_, change, words) => {
    const address = elsewhere(change);
    const fault = await faultOf(openStore(address));
    expect(fault.fault).toBe('unreachable');
    expect(fault.message).toContain(words);
    expect(fault.advice).not.toBe('');
    expect(`${fault.message} ${fault.advice}`).not.toContain(new URL(address).password);
  });

  test('no connection left, or a user without rights', async () => {
    const role = `poor_${database()}`;
    await sql`create role ${sql.ref(role)} login password 'poor' connection limit 0`.execute(store.db);
    const address = elsewhere((own) => Object.assign(own, { username: role, password: 'poor' }));
    expect(await faultOf(openStore(address))).toMatchObject({
      fault: 'busy',
      message: expect.stringContaining('connections'),
    });
    await sql`alter role ${sql.ref(role)} connection limit -1`.execute(store.db);
    expect(await faultOf(openStore(address))).toMatchObject({
      fault: 'read-only',
      message: expect.stringContaining('lacks a right'),
    });
    await sql`drop role ${sql.ref(role)}`.execute(store.db);
  });
});
