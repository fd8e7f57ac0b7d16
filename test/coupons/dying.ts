// Runs a step whose shop is a file, and dies at the given moment: within a transaction, after one, before or after the
// shop was asked.
import type { ShopApi } from '../../core/shops/account';
import { couponIssueWith } from '../../core/steps/coupon-issue';
import { couponPoolWith } from '../../core/steps/coupon-pool';
import type { JsonObject } from '../../core/steps';
import { openStore } from '../../core/store';
import { contextOf } from '../support/context';
import { momentsUntil } from '../support/dying';
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
  const { around, within } = momentsUntil(moment);
  const opened = await openStore(place);
  const store = within(opened);
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
