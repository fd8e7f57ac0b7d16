import type { StepContext } from '../../steps/define';
import type { Work } from '../../store';
import { defer, deferralKey, servedStep } from '../../waits';
import { carriedJson, type Plan } from '../plan';
import type { Reason } from '../reasons';

/** A message that may go out later: contact's time, ms UTC. */
export interface Later {
  plan: Plan;
  at: number;
}

/** What keeps a message only for a while that can be waited for. */
const PASSING: ReadonlySet<Reason> = new Set(['quiet_hours', 'rate_limited', 'provider_rests', 'temporary']);

export const passes = (reason: Reason): boolean => PASSING.has(reason);

/**
 * Holds messages at their step until they may go out, within the caller's transaction: those that want it, where a
 * running node will ask for them. Answers which are held; the others are to leave.
 */
export async function holdLater(
  work: Work,
  { store, clock, place }: Pick<StepContext, 'store' | 'clock' | 'place'>,
  later: readonly Later[],
): Promise<Set<Plan>> {
  const wanted = later.filter(({ plan }) => plan.values.whenClosed === 'hold');
  const [first] = wanted;
  if (!first || place.manual) return new Set();
  const step = await servedStep(work, first.plan.key.step, clock.now());
  if (step === undefined) return new Set();
  const byKey = new Map(wanted.toReversed().map((one) => [deferralKey(one.plan.key), one]));
  const held = await defer(work, store, step, [...byKey.values()].map(deferralOf));
  return new Set([...byKey].flatMap(([key, { plan }]) => (held.has(key) ? [plan] : [])));
}

const deferralOf = ({ plan, at }: Later) => ({
  enrolment: plan.key.enrolment,
  leg: plan.key.leg,
  contact: plan.passage.contact.id,
  about: plan.channel.name,
  due: at,
  wakeAt: plan.passage.contact.clock.wallAt(at),
  json: carriedJson(plan),
});
