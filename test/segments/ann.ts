import type { EventData, EventName } from '../../core/ingest';
import { evaluate, type Scoring, type Verdict } from '../../core/segments/compile';
import type { Condition } from '../../core/segments/definition/types';
import type { Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { take } from '../support/people';

export const HOUR = 3_600_000;
export const MINUTE = 60_000;
/** A Monday. */
export const NOW = Date.parse('2026-03-02T09:00:00Z');
export const clock = new TestClock(NOW);

export const never: Verdict = { member: false, flipsAt: null };
export const always: Verdict = { member: true, flipsAt: null };
/** In the segment, until then. */
export const now = (flipsAt: number): Verdict => ({ member: true, flipsAt });
/** Not in the segment, until then. */
export const later = (flipsAt: number): Verdict => ({ member: false, flipsAt });

type Order = NonNullable<EventData['order']>;

/** Ann, the only customer of a store: what she does, and what conditions say of her. */
export function annIn(store: () => Store) {
  /** She did something so long ago (ms). */
  const did = (name: EventName, ago = 0, data: EventData = {}) =>
    take(store(), clock, name, 'ann', { at: NOW - ago, data });

  /** An order so long ago (ms), of 10 EUR unless it says otherwise. */
  const order = (ago: number, said: Partial<Order> & Pick<Order, 'id'>, name: EventName = 'order_paid') =>
    did(name, ago, { order: { amount: 1000, currency: 'EUR', ...said } });

  const profile = (fields: Record<string, string>) =>
    take(store(), clock, 'customer_registered', 'ann', { profile: fields });

  const verdict = async (where: Condition, at = NOW, scoring: Scoring = {}, timeZone = 'utc') => {
    const definition = { version: 1, timeZone, where } as const;
    const [[answer] = []] = await evaluate(store().db, store(), [definition], [{ id: 1, now: at }], scoring);
    return answer;
  };

  const isMember = async (where: Condition, at = NOW) => (await verdict(where, at))?.member;

  /** The verdict now, and that it turns at its flip and not a millisecond before. */
  const turning = async (where: Condition, timeZone = 'utc') => {
    const said = await verdict(where, NOW, {}, timeZone);
    const { member, flipsAt } = said ?? never;
    if (flipsAt !== null) {
      const before = await verdict(where, flipsAt - 1, {}, timeZone);
      const after = await verdict(where, flipsAt, {}, timeZone);
      expect([before?.member, after?.member]).toEqual([member, !member]);
    }
    return said;
  };

  return { did, order, profile, verdict, isMember, turning };
}
