import type { QuietCondition, SegmentDefinition, Window } from '../../../core/segments/definition/types';
import type { History, World } from './history';
import { patienceOf } from './member';
import { paidOrders } from './orders';
import { lengthOf, periodOf } from './windows';

const DAY = 86_400_000;

type Unit = NonNullable<Window['this']>;

/** What in a definition makes its answer change as time goes by. */
interface Timing {
  /** Lengths (ms) before or after something that happened. */
  spans: Set<number>;
  periods: { unit: Unit; zone: string }[];
  quiet: QuietCondition['quietFor'][];
}

/**
 * Every instant after `now` at which the answer may be another than a millisecond before: all that happened or
 * expires, with each span of the definition before and behind it and the ends of each period around it.
 */
export function momentsOf(
  { where, timeZone = 'utc' }: SegmentDefinition,
  history: History,
  now: number,
  world: World,
): number[] {
  const timing: Timing = { spans: new Set([0]), periods: [], quiet: [] };
  gather(where, timeZone, timing, world);
  const paid = paidOrders(history).map(({ paidAt }) => paidAt);
  const spans = [...timing.spans, ...timing.quiet.flatMap((quiet) => patienceOf(quiet, paid) ?? [])];
  const happened = [
    ...history.deeds.map(({ at }) => at),
    ...history.coupons.flatMap(({ expiresAt }) => expiresAt ?? []),
  ];
  const moments = happened.flatMap((at) => [
    ...spans.flatMap((span) => [at - span, at + span, Math.floor(at / DAY) * DAY + span]),
    ...timing.periods.flatMap(({ unit, zone }) => periodOf(at, unit, zone)),
  ]);
  return [...new Set(moments)].filter((at) => at > now).sort((a, b) => a - b);
}

/** Notes what names a time, however deep it stands. */
function gather(part: unknown, outerZone: string, timing: Timing, world: World): void {
  if (typeof part !== 'object' || part === null) return;
  const fields = new Map<string, unknown>(Object.entries(part));
  const numberAt = (field: string) => {
    const value = fields.get(field);
    return typeof value === 'number' ? value : undefined;
  };
  const own = fields.get('timeZone');
  const zone = typeof own === 'string' ? own : outerZone;
  const [days, hours, minutes] = [numberAt('days'), numberAt('hours'), numberAt('minutes')];
  timing.spans.add(lengthOf({ days: days ?? 0, hours: hours ?? 0, minutes: minutes ?? 0 }));
  if (fields.has('stage')) timing.spans.add((numberAt('lapsedAfterDays') ?? 90) * DAY);
  const unit = fields.get('this');
  if (unit === 'day' || unit === 'week' || unit === 'month' || unit === 'year')
    timing.periods.push({ unit, zone });
  const recencyDays = fields.get('recencyDays');
  if (Array.isArray(recencyDays)) for (const day of recencyDays) timing.spans.add((Number(day) + 1) * DAY);
  const [times, atLeastDays, atMostDays] = [
    numberAt('times'),
    numberAt('atLeastDays'),
    numberAt('atMostDays'),
  ];
  if (times !== undefined && atLeastDays !== undefined && atMostDays !== undefined)
    timing.quiet.push({ times, atLeastDays, atMostDays });
  const name = fields.get('memberOf');
  const other = typeof name === 'string' ? world.segments.get(name) : undefined;
  if (other) gather(other.where, other.timeZone ?? 'utc', timing, world);
  for (const value of fields.values()) gather(value, zone, timing, world);
}
