import type { JsonObject, Outcome, Parameters, Step, StepContext } from '../../core/steps';
import { stepValues } from '../../core/steps';

/** Runs a step as a host does, all items with the same values. Outcomes come in the order of their items. */
export async function runStep<Ps extends Parameters>(
  step: Step<Ps>,
  given: JsonObject,
  context: StepContext,
  items: readonly JsonObject[],
): Promise<Outcome[]> {
  const values = stepValues(step.parameters, given);
  const outcomes = await step.run(
    items.map((json) => ({ json, values })),
    context,
  );
  return outcomes.toSorted((a, b) => a.item - b.item);
}

/** The item that left as the one outcome there is. */
export function leaving(outcomes: readonly Outcome[]): { output: string; json: JsonObject } {
  const [outcome, another] = outcomes;
  if (!outcome || another || 'error' in outcome) throw new Error(`not one item: ${JSON.stringify(outcomes)}`);
  return outcome;
}

/** The one error there is. */
export function failing(outcomes: readonly Outcome[]): Extract<Outcome, { error: unknown }>['error'] {
  const [outcome, another] = outcomes;
  if (!outcome || another || !('error' in outcome))
    throw new Error(`not one error: ${JSON.stringify(outcomes)}`);
  return outcome.error;
}
