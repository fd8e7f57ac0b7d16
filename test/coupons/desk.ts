import type { Clock } from '../../core/clock';
import {
  couponIssue,
  couponPool,
  type JsonObject,
  type Parameters,
  type Step,
  type StepContext,
} from '../../core/steps';
import type { Store } from '../../core/store';
import { contextOf } from '../support/context';
import { runStep } from '../support/steps';

/** What became of an item at Coupon Issue: `code` of a coupon, `reason` why none, or what was wrong with the item. */
export interface Answer {
  output?: string;
  coupon: JsonObject;
  error?: string;
  parameter?: string | undefined;
}

/** Runs Coupon Issue for items as a host does. */
export const issue = (
  store: Store,
  clock: Clock,
  values: JsonObject,
  items: readonly JsonObject[],
): Promise<Answer[]> => issueWith(couponIssue, contextOf(store, clock), values, items);

/** The same with a step that knows other shops. */
export async function issueWith<Ps extends Parameters>(
  step: Step<Ps>,
  context: StepContext,
  values: JsonObject,
  items: readonly JsonObject[],
): Promise<Answer[]> {
  const outcomes = await runStep(step, values, context, items);
  return outcomes.map((outcome) => {
    if ('error' in outcome) {
      const { message, parameter, advice } = outcome.error;
      if (advice === undefined) throw new Error(`“${message}” does not say what to do`);
      return { coupon: {}, error: message, parameter };
    }
    const { coupon } = outcome.json;
    return { output: outcome.output, coupon: typeof coupon === 'object' ? { ...coupon } : {} };
  });
}

/** Uploads codes to a pool, and tells what left by which output with which reason. */
export async function upload(
  store: Store,
  clock: Clock,
  values: JsonObject,
  codes: readonly unknown[],
): Promise<unknown[]> {
  const outcomes = await runStep(
    couponPool,
    values,
    contextOf(store, clock),
    codes.map((code) => ({ code })),
  );
  return outcomes.map((outcome) =>
    'error' in outcome
      ? outcome.error.message
      : [outcome.output, outcome.json['reason']].filter(Boolean).join(': '),
  );
}
