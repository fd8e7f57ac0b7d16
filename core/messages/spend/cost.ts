import {
  type ChannelName,
  formOf,
  type Letter,
  type Micros,
  microsOf,
  segmentsOf,
  writtenMicros,
} from '../../channels';
import type { JsonObject } from '../../steps/define';

/** What a step says of the price of its messages, and of what they may cost. */
export interface SpendValues {
  /** "0.0079 USD"; '' for not known. */
  smsSegmentPrice: string;
  /** Major units, in the currency of the price; '' for no limit. */
  smsBudget: string;
  smsBudgetPer: 'day' | 'month';
}

/** What a message costs. */
export interface Cost extends Micros {
  segments: number;
}

/** What a message costs; undefined where that is not known. Throws `StepError` for a price that is none. */
export function costOf(
  { channel, smsSegmentPrice }: SpendValues & { channel: ChannelName },
  { body }: Pick<Letter, 'body'>,
): Cost | undefined {
  if (formOf(channel) !== 'sms') return undefined;
  const price = microsOf(smsSegmentPrice, 'smsSegmentPrice');
  if (!price) return undefined;
  const { segments } = segmentsOf(body);
  return { ...price, micros: price.micros * segments, segments };
}

/** The cost as items tell it. */
export const toldCost = (cost: Cost): JsonObject => ({ segments: cost.segments, price: writtenMicros(cost) });
