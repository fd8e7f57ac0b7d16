import { wallClock } from '../dist/core/clock.js';
import { couponIssue, type StepContext, stepValues } from '../dist/core/steps/index.js';
import type { Store } from '../dist/core/store/index.js';
import { batches, judged, type Measurement, progress, rateOf } from './measurement.ts';
import { BATCH, parkingOf, people, place, seedPeople } from './people.ts';
import { dialects, inStore } from './places.ts';
import { type Asking, giveVouchers, inVoucherShop, type VoucherShop } from './vouchers.ts';

const COUNT = 100_000;
/** Given one by one, which takes longer. */
const SOME = 10_000;

/**
 * Coupons a second that Coupon Issue gives, from the ledger, to people on their way through a journey, against what
 * somebody writes who has codes from voucher-code-generator and a database: at first for one person after the other, as
 * they come, and then in the same batches. Both do the same job for the same items, in transactions that are committed
 * as durably:
 *
 * - whoever has a coupon for the journey and purpose keeps it, so that is looked up first;
 * - everybody else gets one with a new code, drawn again where somebody has that code;
 * - the database refuses a second coupon for the same and a second owner of a code, and knows whose a coupon is;
 * - the items go on with their coupons.
 *
 * A bare table of codes would be less than that. The other side has no more keys than the job needs, its statements are
 * prepared, its connection is set as the store's, and nothing lies between it and the database. Coupon Issue does more,
 * and pays for it: see `did`.
 */
export async function* couponIssuing(): AsyncGenerator<Measurement> {
  const all = people(COUNT);
  const items = all.map((one) => parkingOf(one).json);
  const askings = all.map(({ id }, place): Asking => ({ customer: id, json: items[place] ?? {} }));
  for (const dialect of dialects) {
    progress(`coupon-issue: ${COUNT} codes of voucher-code-generator on ${dialect}`);
    const together = await inVoucherShop(dialect, all, (shop) =>
      rateOf(COUNT, () => giveAll(shop, askings, BATCH)),
    );
    const oneByOne = await inVoucherShop(dialect, all, (shop) =>
      rateOf(SOME, () => giveAll(shop, askings.slice(0, SOME), 1)),
    );
    progress(`coupon-issue: ${COUNT} coupons on ${dialect}`);
    const value = await inStore(dialect, async (store) => {
      await seedPeople(store, all);
      const rate = await rateOf(COUNT, () => issueAll(store, items));
      await checkCodes(store);
      return rate;
    });
    const issued = {
      name: 'coupon-issue',
      store: dialect,
      value,
      unit: 'coupons/s',
      did: 'passage and person read and held, coupon looked up, expiry in the person’s zone, code drawn, row inserted, counted for limits, segments asked',
      least: { ratio: 1 },
    };
    const did = 'coupon looked up, code drawn, row inserted with its customer, codes and coupons unique';
    yield judged({
      ...issued,
      versus: { name: 'voucher-code-generator and an insert, one after the other', value: oneByOne, did },
      limitedBy: 'the passages and people that are read and held',
    });
    yield judged({
      ...issued,
      versus: { name: `voucher-code-generator, ${BATCH} in a transaction`, value: together, did },
      limitedBy:
        dialect === 'sqlite'
          ? 'the way to the writer thread and back, which leaves the event loop to the host, and the passages and people that are read and held'
          : 'the passages and people that are read and held, and the look for limits and segments',
    });
  }
}

async function giveAll(shop: VoucherShop, askings: readonly Asking[], size: number): Promise<void> {
  for (const some of batches(askings, size)) {
    const items = await giveVouchers(shop, some);
    if (items.length !== some.length) throw new Error('an item was lost');
  }
}

async function issueAll(store: Store, items: readonly ReturnType<typeof parkingOf>['json'][]): Promise<void> {
  const values = stepValues(couponIssue.parameters, {});
  const context = contextOf(store);
  for (const some of batches(items, BATCH)) {
    const outcomes = await couponIssue.run(
      some.map((json) => ({ json, values })),
      context,
    );
    if (outcomes.some((outcome) => !('output' in outcome) || outcome.output !== 'issued'))
      throw new Error('a coupon was not issued');
  }
}

async function checkCodes(store: Store): Promise<void> {
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
