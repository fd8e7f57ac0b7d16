import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../core/errors';
import { openStore, type Store } from '../../core/store';
import { startScript } from '../support/process';
import { sqlitePlace, type StorePlace } from '../support/stores';

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

async function faultOf(promise: Promise<unknown>): Promise<StoreError> {
  const error = await errorOf(promise);
  if (error instanceof StoreError) return error;
  throw new Error('not a StoreError', { cause: error });
}

const add = (store: Store, value: string) =>
  store.write(async (work) => {
    await work
      .updateTable('counter')
      .set((eb) => ({ next: eb('next', '+', 1) }))
      .execute();
    await work.insertInto('identity').values({ kind: 'email', value, contact_id: 1 }).execute();
  });

const state = async (store: Store) => ({
  identities: (await store.db.selectFrom('identity').select('value').execute()).map(({ value }) => value),
  counter: await store.db
    .selectFrom('counter')
    .where('name', '=', 'event')
    .select('next')
    .executeTakeFirstOrThrow(),
});

describe('An embedded store that cannot do its work says why and what to do, and half-does nothing', () => {
  let at: StorePlace;
  let store: Store;

  beforeEach(async () => {
    at = sqlitePlace();
    store = await openStore(at.place, { busyTimeout: 50 });
  });

  afterEach(async () => {
    await store.close();
    await at.remove();
  });

  test('locked by another program: busy, and good again once the lock is gone', async () => {
    const other = new DatabaseSync(at.place);
    other.exec('begin immediate');
    const fault = await faultOf(add(store, 'a'));
    expect(fault).toMatchObject({
      fault: 'busy',
      message: expect.stringContaining(at.place),
      advice: expect.stringContaining('Close the program'),
    });
    other.exec('rollback');
    expect(await state(store)).toEqual({ identities: [], counter: { next: 1 } });
    await add(store, 'a');
    expect(await state(store)).toEqual({ identities: ['a'], counter: { next: 2 } });
    other.close();
  });

  test('a short lock is waited for, and the event loop turns meanwhile', async () => {
    const other = new DatabaseSync(at.place);
    const patient = await openStore(at.place, { busyTimeout: 30_000 });
    other.exec('begin immediate');
    const writing = add(patient, 'a');
    // This very thread lets go of the lock: a write that blocked the loop would never see it gone.
    for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    other.exec('rollback');
    await writing;
    expect((await state(patient)).identities).toEqual(['a']);
    other.close();
    await patient.close();
  });

  test('full: nothing of the transaction is kept, reading goes on, and what is small enough still fits', async () => {
    await store.close();
    store = await openStore(at.place, { maximumBytes: 400_000 });
    const many = Array.from({ length: 20 }, (_, i) => `${i}`.padEnd(50_000));
    const filling = store.write(async (work) => {
      await work.updateTable('counter').set({ next: 50 }).execute();
      for (const value of many)
        await work.insertInto('identity').values({ kind: 'email', value, contact_id: 1 }).execute();
    });
    const fault = await faultOf(filling);
    expect(fault).toMatchObject({
      fault: 'full',
      message: expect.stringContaining(at.place),
      advice: expect.stringContaining('Free some space'),
    });
    expect(await state(store)).toEqual({ identities: [], counter: { next: 1 } });
    await add(store, 'small');
    expect(await state(store)).toEqual({ identities: ['small'], counter: { next: 2 } });
  });

  test('read-only: said at opening and at writing, the file left as it was', async () => {
    await add(store, 'a');
    await store.close();
    const folder = dirname(at.place);
    // Without a log beside it, as a file lies that was copied from a backup.
    const plain = new DatabaseSync(at.place);
    plain.exec('pragma journal_mode = delete');
    plain.close();
    chmodSync(at.place, 0o444);
    chmodSync(folder, 0o555);
    const script = startScript('store/opening.ts', [at.place], { heldByPermissions: true });
    expect(JSON.parse(await script.line())).toMatchObject({
      fault: 'read-only',
      message: expect.stringContaining(at.place),
      advice: expect.stringContaining('write the file and its folder'),
    });
    await script.ended;
    chmodSync(folder, 0o755);
    chmodSync(at.place, 0o644);
    store = await openStore(at.place);
    expect((await state(store)).identities).toEqual(['a']);
  });

  test('of a newer version: refused untouched', async () => {
    const newer = new DatabaseSync(at.place);
    newer.exec(
      `insert into kysely_migration (name, timestamp) values ('999-from-the-future', '2027-01-01T00:00:00Z')`,
    );
    const before = newer.prepare('select * from sqlite_schema').all();
    const fault = await faultOf(openStore(at.place));
    expect(fault).toMatchObject({
      fault: 'newer',
      message: expect.stringContaining(at.place),
      advice: 'Update the package on this host.',
    });
    expect(newer.prepare('select * from sqlite_schema').all()).toEqual(before);
    newer.close();
  });

  test('closed meanwhile: an error, not a hang', async () => {
    await store.close();
    expect(await errorOf(add(store, 'a'))).toBeInstanceOf(Error);
  });

  test('a file that is no store is left alone', async () => {
    const letter = join(dirname(at.place), 'letter.txt');
    writeFileSync(letter, 'Dear customer, '.repeat(500));
    expect(await faultOf(openStore(letter))).toMatchObject({
      fault: 'unreachable',
      message: expect.stringContaining('is not a store'),
      advice: expect.stringContaining('JOURNEYS_STORE'),
    });
    expect(execFileSync('cat', [letter]).toString()).toBe('Dear customer, '.repeat(500));
  });

  test('a folder that cannot be made', async () => {
    const file = join(dirname(at.place), 'a-file');
    writeFileSync(file, '');
    expect(await faultOf(openStore(join(file, 'store.sqlite')))).toMatchObject({
      fault: 'unreachable',
      message: expect.stringContaining('cannot be made'),
      advice: expect.stringContaining('JOURNEYS_STORE'),
    });
  });

  test('a folder in place of the file', async () => {
    const folder = join(dirname(at.place), 'a-folder');
    mkdirSync(folder);
    expect(await faultOf(openStore(folder))).toMatchObject({
      fault: 'unreachable',
      message: expect.stringContaining(folder),
      advice: expect.stringContaining('JOURNEYS_STORE'),
    });
  });
});
