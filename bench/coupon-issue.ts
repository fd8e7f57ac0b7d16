import { wallClock } from '../dist/core/clock.js';
import { couponIssue, type StepContext, stepValues } from '../dist/core/steps/index.js';
import type { Store } from '../dist/core/store/index.js';
import { batches, judged, type Measurement, progress, rateOf } from './measurement.ts';
import { BATCH, parkingOf, people, place, seedPeople } from './people.ts';
import { dialects, inStore } from './places.ts';
import { type Asking, giveVouchers, inVoucherShop } from './vouchers.ts';

const COUNT = 20_000;

/**
 * Coupons a second that Coupon Issue gives, from the ledger, to people on their way through a journey, against what
 * somebody writes who has codes of voucher-code-generator. Both do the same job for the same items: whoever has a coupon
 * for the journey and purpose keeps it; everybody else gets one with a new code, drawn again where somebody has that
 * code; the database refuses a second coupon and a second owner of a code, and knows whose it is; batches of 500, each in
 * one transaction, committed as durably; and the items go on with their coupons. Coupon Issue does more, which is its
 * own affair: it counts the coupons for limits, keeps segments up to date, finds the coupons of a person, and leaves the
 * event loop to its host while it writes.
 */
export async function* couponIssuing(): AsyncGenerator<Measurement> {
  const all = people(COUNT);
  const items = all.map((one) => parkingOf(one).json);
  for (const dialect of dialects) {
    progress(`coupon-issue: ${COUNT} codes of voucher-code-generator on ${dialect}`);
    const askings = all.map(({ id }, at): Asking => ({
      customer: id,
      journey: place.workflow,
      json: items[at] ?? {},
    }));
    const plain = await inVoucherShop(dialect, all, (shop) =>
      rateOf(COUNT, async () => {
        await giveVouchers(shop, askings);
      }),
    );
    progress(`coupon-issue: ${COUNT} coupons on ${dialect}`);
    const value = await inStore(dialect, async (store) => {
      await seedPeople(store, all);
      const rate = await rateOf(COUNT, () => issueAll(store, items));
      await checkCodes(store);
      return rate;
    });
    yield judged({
      name: 'coupon-issue',
      store: dialect,
      value,
      unit: 'coupons/s',
      versus: { name: 'voucher-code-generator', value: plain },
      least: { ratio: 1 },
    });
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
