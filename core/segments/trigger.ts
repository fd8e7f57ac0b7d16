import { StepError, messageOf } from '../errors';
import type { Deactivate, Outcome, StepContext, StepItem } from '../steps/define';
import { journeyOf, type PassageRule, reEntryOf, stepKeyOf } from '../steps/shared';
import { startReleased } from '../waits';
import { savedSegment, type SegmentChoice } from './asked';
import { someMember } from './list';
import { type Change, subscribe, unsubscribe } from './membership';

export interface TriggerValues extends PassageRule, SegmentChoice {
  on: Change[];
  stepKey: string;
}

/** How long after its node went people still start at a trigger, in ms: by then a node that was only replaced is back. */
const REPLACED_WITHIN = 60_000;

/**
 * Segment Trigger, while its node is active: people who enter or leave the segment start its journey. They go on
 * starting, and wait at the trigger, while the host is only restarted; a trigger that was switched off or removed is
 * let go after a minute. Throws `StepError` for a segment that does not exist or has no name.
 */
export async function startOnSegment(values: TriggerValues, context: StepContext): Promise<Deactivate> {
  const { store, clock, log, place } = context;
  const key = stepKeyOf(values, place);
  const segment = await savedSegment(values, context);
  await subscribe(store, clock, place, key, {
    segment,
    changes: values.on,
    journey: journeyOf(values, place),
    reEntry: reEntryOf(values),
  });
  return () => {
    const stopped = clock.now();
    const letGo = () =>
      unsubscribe(store, key, stopped).catch((error: unknown) =>
        log.warn(`${place.title}: people still start here. ${messageOf(error)}`),
      );
    // A host that stops takes the timer with it: whoever enters meanwhile starts when it is back.
    setTimeout(() => void letGo(), REPLACED_WITHIN).unref();
    return Promise.resolve();
  };
}

/**
 * A run of the trigger: people who were released start. By hand, with nothing to start from, somebody starts who is in
 * the segment now, as if they had just entered or left.
 */
export async function startPeople(
  items: readonly StepItem<TriggerValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  const [first] = items;
  const empty = items.every(({ json }) => Object.keys(json).length === 0);
  if (!first || !context.place.manual || !empty)
    return startReleased(items, context, 'People start here as they enter or leave the segment.');
  const member = await someMember(first.values, context);
  if (!member) {
    throw new StepError('Nobody is in the segment now, so there is nobody to try this with.', {
      parameter: 'segment',
      advice: 'Try it with another segment, or publish the workflow and wait for somebody to enter.',
    });
  }
  const [change = 'entered'] = first.values.on;
  const json = { ...member, segment: { ...member.segment, change } };
  return [{ item: 0, output: 'started', json }];
}
