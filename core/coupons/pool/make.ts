import { StepError } from '../../errors';
import type { ShopApi } from '../../shops/account';
import type { JsonObject, Outcome, StepContext, StepItem } from '../../steps/define';
import { type DateRule, datesOf } from '../dates';
import { deskFor, openDesks, type ShopDesk } from '../desks';
import { type CodeShape, patternOf, randomCode } from '../pattern';
import { type DiscountRule, discountOf } from '../plan';
import { isRefusal, type Refusal } from '../refusal';
import { termsOf, type UseRule } from '../terms';
import { fillBatch } from './fill';

export interface MakeValues extends DiscountRule, DateRule, UseRule, CodeShape {
  pool: string;
  /** What tells this batch of codes from others of the pool: each is made once. */
  batch: string;
  /** How many codes. */
  count: number;
  /** The way into the shop. */
  shop: string;
}

/**
 * Coupon Pool, making codes in the shop: each item's batch once, by as few calls as the shop allows. A run that was
 * stopped goes on where it was, with the same codes. Nobody gets a code before the shop has it.
 */
export async function makePools(
  items: readonly StepItem<MakeValues>[],
  context: StepContext,
  apis: readonly ShopApi[],
): Promise<Outcome[]> {
  const desks = await openDesks(
    items.map(({ values }) => values.shop),
    apis,
    context,
  );
  const outcomes: Outcome[] = [];
  for (const [item, { json, values }] of items.entries()) {
    try {
      outcomes.push({ item, ...(await makePool(json, values, deskFor(desks, values.shop), context)) });
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      outcomes.push({ item, error });
    }
  }
  return outcomes;
}

async function makePool(
  json: JsonObject,
  values: MakeValues,
  desk: ShopDesk,
  context: StepContext,
): Promise<{ output: string; json: JsonObject }> {
  const [pool, name] = [values.pool.trim(), values.batch.trim()];
  if (pool === '') throw new StepError('“Pool” is empty.', { parameter: 'pool', advice: 'Name the pool.' });
  if (name === '')
    throw new StepError('“Batch” is empty.', { parameter: 'batch', advice: 'Name the batch.' });
  if (!Number.isSafeInteger(values.count)) {
    throw new StepError(`${values.count} is not a whole number of codes.`, {
      parameter: 'count',
      advice: 'Give a whole number, like 100000.',
    });
  }
  const pattern = patternOf(values);
  const dates = datesOf(values, context.clock.now(), values.timeZone);
  if (isRefusal(dates)) return notMade(json, dates);
  const terms = termsOf(discountOf(values, values.value), dates, values, `${pool}: ${name}`);
  const cannot = desk.coupons.refusalOf({ ...terms, code: randomCode(pattern), customer: null });
  if (cannot !== undefined) return notMade(json, { reason: 'shop_cannot', detail: cannot });
  const plan = { pool, name, shop: values.shop, terms, wanted: values.count };
  const { made, before } = await fillBatch(plan, { pattern, desk, context });
  return { output: 'made', json: { ...json, pool, batch: name, made, before } };
}

const notMade = (json: JsonObject, { reason, detail }: Refusal) => ({
  output: 'not_made',
  json: { ...json, reason, detail },
});
