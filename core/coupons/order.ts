import { StepError } from '../errors';
import { LARGEST_AMOUNT } from '../money';
import type { JsonObject } from '../steps/define';

/** What an item says of its order. */
export interface OrderSaid {
  /** Minor units. */
  amount: number | undefined;
  /** Upper case. */
  currency: string | undefined;
}

/** The order of an item's event, or of the item. Throws `StepError` for an amount that is none. */
export function orderOf(json: JsonObject): OrderSaid {
  const event = json['event'];
  const order =
    (typeof event === 'object' && event !== null && 'order' in event ? event.order : undefined) ??
    json['order'];
  if (typeof order !== 'object' || order === null) return { amount: undefined, currency: undefined };
  const amount = 'amount' in order ? order.amount : undefined;
  const currency = 'currency' in order ? order.currency : undefined;
  if (
    amount !== undefined &&
    !(Number.isSafeInteger(amount) && Number(amount) >= 0 && Number(amount) <= LARGEST_AMOUNT)
  ) {
    throw new StepError(`The order’s amount (${JSON.stringify(amount)}) is not an amount in minor units.`, {
      advice: 'Give event.order.amount as a whole number, e.g. 4990 for 49.90.',
    });
  }
  return {
    amount: amount === undefined ? undefined : Number(amount),
    currency: typeof currency === 'string' ? currency.toUpperCase() : undefined,
  };
}
