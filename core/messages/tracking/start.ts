import { toldEvent } from '../../enrolments';
import type { Taken } from '../../ingest';
import type { StepContext } from '../../steps/define';
import { journeyOf, stepKeyOf } from '../../steps/shared';
import type { Work } from '../../store';
import { startPassages, stepId } from '../../waits';

/** What of a step's values starts journeys. */
export interface StartingValues {
  /** Names of events that start the journey behind the step. */
  events: readonly string[];
  journey: string;
  stepKey: string;
}

/**
 * Starts the journey behind the step for those to whom one of its events happened for the first time, in the transaction
 * that takes the events in. Answers how many start; nobody does in a run by hand.
 */
export async function startJourneys(
  work: Work,
  taken: readonly Taken[],
  values: StartingValues,
  context: StepContext,
): Promise<number> {
  const { clock, place } = context;
  const starters = taken
    .filter(({ duplicate, event }) => !duplicate && values.events.includes(event.name))
    .map(({ contact, id, at, event }) => ({
      contact,
      event: id,
      at,
      said: { event: toldEvent(event.name, at, event.data) },
    }));
  if (starters.length === 0 || place.manual) return 0;
  const step = await stepId(work, stepKeyOf(values, place), place, clock.now());
  const journey = { step, name: journeyOf(values, place), reEntry: { rule: 'always' } as const };
  return (await startPassages(work, context, journey, starters)).length;
}
