import { DateTime } from 'luxon';
import { type Passage, zoneOf } from '../enrolments';
import { StepError } from '../errors';

export interface DeadlineRule {
  deadline: 'after_enrolment' | 'after_last_step' | 'from_now' | 'local_time';
  amount: number;
  unit: 'minutes' | 'hours' | 'days' | 'weeks';
  /** HH:mm. */
  localTime: string;
  /** The shop's zone, for people whose own is not known. */
  timeZone: string;
}

export interface Deadline {
  /** The instant at which the person goes on without the event; contact's time, ms UTC. */
  due: number;
  /** Events from this instant on count; contact's time, ms UTC. */
  since: number;
}

function nextTimeOfDay(now: DateTime, localTime: string): number {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(localTime.trim()) ?? [];
  if (hour === undefined || minute === undefined) {
    throw new StepError(`“${localTime}” is not a time of day.`, {
      parameter: 'localTime',
      advice: 'Write hours and minutes, like 19:00.',
    });
  }
  const today = now.set({ hour: Number(hour), minute: Number(minute), second: 0, millisecond: 0 });
  return (today > now ? today : today.plus({ days: 1 })).toMillis();
}

/** When a person's wait ends by time. Throws `StepError` for a zone or a time of day that does not exist. */
export function deadlineOf(rule: DeadlineRule, passage: Passage): Deadline {
  const { startedAt, lastStepAt, contact } = passage;
  const zone = zoneOf(passage.contact, rule.timeZone);
  const local = (instant: number) => DateTime.fromMillis(instant, { zone });
  // An amount like 0.3 days is no whole number of milliseconds.
  const after = (anchor: number) =>
    Math.round(
      local(anchor)
        .plus({ [rule.unit]: rule.amount })
        .toMillis(),
    );
  switch (rule.deadline) {
    case 'after_enrolment':
      return { due: after(startedAt), since: startedAt };
    case 'after_last_step':
      return { due: after(lastStepAt), since: lastStepAt };
    case 'from_now':
      return { due: after(contact.clock.now()), since: lastStepAt };
    case 'local_time':
      return { due: nextTimeOfDay(local(contact.clock.now()), rule.localTime), since: lastStepAt };
  }
}
