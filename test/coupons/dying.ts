// Runs a step whose shop is a file, and dies at the given moment: within a transaction, after one, before or after the
// shop was asked.
import type { ShopApi } from '../../core/shops/account';
import { couponIssueWith } from '../../core/steps/coupon-issue';
import { couponPoolWith } from '../../core/steps/coupon-pool';
import type { JsonObject } from '../../core/steps';
import { openStore, type Store } from '../../core/store';
import { contextOf } from '../support/context';
import { runStep } from '../support/steps';
import { openFileShop } from './support/file-shop';

export interface Plan {
  step: 'issue' | 'pool';
  place: string;
  file: string;
  now: number;
  values: JsonObject;
  items: JsonObject[];
  moment: number;
}

async function main(written = ''): Promise<void> {
  const { step, place, file, now, values, items, moment } = JSON.parse(written) as Plan;
  let passed = 0;
  const pass = () => {
    passed += 1;
    if (passed === moment) process.kill(process.pid, 'SIGKILL');
  };
  const around = async <T>(run: () => Promise<T>): Promise<T> => {
    pass();
    const result = await run();
    pass();
    return result;
  };
  const opened = await openStore(place);
  const store: Store = {
    ...opened,
    write: async (work) => {
      const result = await opened.write(async (transaction) => {
        const inner = await work(transaction);
        pass();
        return inner;
      });
      pass();
      return result;
    },
  };
  const shop = openFileShop(file);
  const { api, coupons } = shop;
  const dying: ShopApi = {
    ...api,
    open: (given, calling) => ({
      ...api.open(given, calling),
      coupons: {
        ...coupons,
        create: (coupon) => around(() => coupons.create(coupon)),
        createBatch: (batch) => around(() => coupons.createBatch(batch)),
      },
    }),
  };
  const context = contextOf(store, { now: () => now });
  if (step === 'issue') await runStep(couponIssueWith([dying]), values, context, items);
  else await runStep(couponPoolWith([dying]), values, context, items);
  await opened.close();
}

void main(process.argv[2]);
