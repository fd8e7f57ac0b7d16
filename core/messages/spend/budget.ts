import { microsOf } from '../../channels';
import { StepError } from '../../errors';
import type { Store, Work } from '../../store';
import type { Plan } from '../plan';
import type { Objection } from '../policy/judge';
import type { SpendValues } from './cost';
import { charge, periodOf, spentSince } from './ledger';

/** A message that costs something and has a budget. */
interface Bound {
  plan: Plan;
  micros: number;
  currency: string;
  budget: number;
}

/**
 * Which of these messages the budgets of their channels do not pay for, within the caller's transaction, and when they
 * do. `now`: wall, ms UTC.
 */
export async function overBudget(
  work: Work,
  store: Store,
  plans: readonly Plan[],
  now: number,
): Promise<Map<Plan, Objection>> {
  const bound = plans.flatMap(boundOf);
  const objections = new Map<Plan, Objection>();
  for (const some of Map.groupBy(bound, keyOf).values()) {
    const [first] = some;
    if (!first) continue;
    const { channel, values, passage } = first.plan;
    const { since, next } = periodOf(values.smsBudgetPer, values.timeZone, now);
    // Whoever counts for this channel waits for us from here on.
    await charge(
      work,
      store,
      [{ ...first.plan, cost: { micros: 0, currency: first.currency, segments: 0 } }],
      now,
    );
    let spent = await spentSince(work, { channel: channel.name, currency: first.currency, since });
    for (const { plan, micros, budget } of some) {
      if (spent + micros <= budget) spent += micros;
      else objections.set(plan, { reason: 'budget_spent', nextAt: passage.contact.clock.at(next) });
    }
  }
  return objections;
}

const keyOf = ({ plan: { channel, values }, currency }: Bound): string =>
  JSON.stringify([channel.name, currency, values.smsBudgetPer, values.timeZone]);

function boundOf(plan: Plan): Bound[] {
  const { cost, values } = plan;
  const budget = microsOf(values.smsBudget, 'smsBudget');
  if (!cost || !budget) return [];
  return [{ plan, micros: cost.micros, currency: cost.currency, budget: budget.micros }];
}

/** Throws `StepError` for a budget that is no amount, in another currency than the price, or without a price. */
export function checkBudget({ smsSegmentPrice, smsBudget }: SpendValues): void {
  const budget = microsOf(smsBudget, 'smsBudget');
  if (!budget) return;
  const price = microsOf(smsSegmentPrice, 'smsSegmentPrice');
  if (!price) {
    throw new StepError('A budget was given, and what a segment costs was not.', {
      parameter: 'smsSegmentPrice',
      advice: 'Fill in “Price per Segment”, like 0.0079 USD.',
    });
  }
  if (budget.currency === '' || budget.currency === price.currency) return;
  throw new StepError(
    `The budget is in ${budget.currency}, and the price in ${price.currency || 'no currency'}.`,
    {
      parameter: 'smsBudget',
      advice: 'Write both in one currency.',
    },
  );
}
