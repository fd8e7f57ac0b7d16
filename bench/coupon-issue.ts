import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import voucherCodes from 'voucher-code-generator';

import { wallClock } from '../dist/core/clock.js';
import { couponIssue, type StepContext, stepValues } from '../dist/core/steps/index.js';
import type { Store } from '../dist/core/store/index.js';
import { batches, judged, type Measurement, progress, rateOf } from './measurement.ts';
import { BATCH, parkingOf, people, place, seedPeople } from './people.ts';
import { dialects, inFolder, inStore } from './places.ts';

const COUNT = 20_000;
/** As the codes of the ledger: twelve letters, none of which is misread. */
const CODES = { length: 12, charset: '0123456789ABCDEFGHJKMNPQRSTVWXYZ' };

/** Coupons a second that Coupon Issue gives to people on their way, against codes that are nobody's. */
export async function* couponIssuing(): AsyncGenerator<Measurement> {
  progress(`coupon-issue: ${COUNT} codes of voucher-code-generator`);
  const plain = await inFolder((folder) => rateOf(COUNT, () => insertCodes(join(folder, 'codes.sqlite'))));
  for (const dialect of dialects) {
    progress(`coupon-issue: ${COUNT} coupons on ${dialect}`);
    const value = await inStore(dialect, async (store) => {
      await seedPeople(store, people(COUNT));
      return rateOf(COUNT, () => issueAll(store));
    });
    yield judged({
      name: 'coupon-issue',
      store: dialect,
      value,
      unit: 'coupons/s',
      versus: { name: 'voucher-code-generator and a prepared insert', value: plain },
      least: { ratio: 1 },
      limitedBy:
        'what a coupon is besides its code: its person and passage are looked up, and its row has five indexes',
    });
  }
}

async function issueAll(store: Store): Promise<void> {
  const values = stepValues(couponIssue.parameters, {});
  const context = contextOf(store);
  for (const some of batches(people(COUNT), BATCH)) {
    const outcomes = await couponIssue.run(
      some.map((one) => ({ json: parkingOf(one).json, values })),
      context,
    );
    if (outcomes.some((outcome) => !('output' in outcome) || outcome.output !== 'issued'))
      throw new Error('a coupon was not issued');
  }
  const { codes } = await store.db
    .selectFrom('coupon')
    .select((eb) => eb.fn.count<number>('code').distinct().as('codes'))
    .executeTakeFirstOrThrow();
  if (codes !== COUNT) throw new Error(`${COUNT} coupons have ${codes} codes`);
}

const unreachable = () => Promise.reject(new Error('this benchmark calls no server'));
const silent = () => undefined;

const contextOf = (store: Store): StepContext => ({
  store,
  clock: wallClock,
  http: { request: unreachable, download: unreachable },
  log: { debug: silent, info: silent, warn: silent, error: silent },
  place,
  connect: unreachable,
});

async function insertCodes(path: string): Promise<void> {
  const database = new DatabaseSync(path);
  // As the embedded store sets them.
  database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -65536');
  database.exec('create table coupon (id integer primary key, code text not null unique)');
  const insert = database.prepare('insert into coupon (code) values (?)');
  for (let made = 0; made < COUNT; made += BATCH) {
    database.exec('begin immediate');
    for (const code of voucherCodes.generate({ count: BATCH, ...CODES })) insert.run(code);
    database.exec('commit');
  }
  database.close();
}
