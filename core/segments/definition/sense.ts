import { IANAZone } from 'luxon';
import { isCurrency } from '../../money';
import { wrongAt } from './complaint';
import { LONGEST_DAYS } from './schema';
import { DAY, instantOf, millisOf } from './time';
import type { Filter, OrdersCondition, Range, RfmCondition, SegmentDefinition, Span, Window } from './types';
import { type Leaf, leavesOf } from './walk';

/** Throws a `StepError` where what the schema lets through makes no sense. `place`: where it stands. */
type Check<T> = (value: T, place: string, timeZone: string) => void;

const checkZone = (zone: string, place: string) => {
  if (!IANAZone.isValidZone(zone))
    throw wrongAt(place, `there is no time zone “${zone}”.`, 'Write its IANA name, e.g. Europe/Berlin.');
};

const checkSpan: Check<Span> = (span, place) => {
  const days = millisOf(span) / DAY;
  if (days <= 0) throw wrongAt(place, 'the span is empty.', 'Write at least one minute.');
  if (days > LONGEST_DAYS) throw wrongAt(place, 'the span is too long.', 'Write ten years at most.');
};

const checkWindow: Check<Window> = (window, place, definitionZone) => {
  const { last, olderThan, from, until, timeZone } = window;
  if (Object.keys(window).every((key) => key === 'timeZone'))
    throw wrongAt(place, 'a time zone alone is no window.', 'Add last, olderThan, from, until or this.');
  if (timeZone !== undefined) checkZone(timeZone, `${place}.timeZone`);
  if (last) checkSpan(last, `${place}.last`, definitionZone);
  if (olderThan) checkSpan(olderThan, `${place}.olderThan`, definitionZone);
  if (last && olderThan && millisOf(last) <= millisOf(olderThan))
    throw wrongAt(place, 'nothing is both so new and so old.', 'Make “last” longer than “olderThan”.');
  const [start, end] = [from, until].map((date, i) => {
    if (date === undefined) return undefined;
    const instant = instantOf(date, timeZone ?? definitionZone);
    if (!Number.isNaN(instant)) return instant;
    const key = i === 0 ? 'from' : 'until';
    throw wrongAt(`${place}.${key}`, `“${date}” is no date.`, 'Write one like 2026-11-01.');
  });
  if (start !== undefined && end !== undefined && start >= end)
    throw wrongAt(place, 'it ends before it begins.', 'Make “from” earlier than “until”.');
};

const checkRange: Check<Range> = (range, place) => {
  const { atLeast = -Infinity, above = -Infinity, atMost = Infinity, below = Infinity } = range;
  const [low, high] = [Math.max(atLeast, above), Math.min(atMost, below)];
  if (low > high || (low === high && (above === low || below === high)))
    throw wrongAt(place, 'no number is in this range.', 'Make the lower bound smaller than the upper one.');
};

const orderEvents = new Set(['order_placed', 'order_paid', 'order_cancelled']);

/** `did`: the event that it filters. */
function checkFilter(filter: Filter, place: string, did: string): void {
  const silent = (['channel', 'via'] as const).find((fact) => filter[fact] !== undefined);
  if (silent && orderEvents.has(did))
    throw wrongAt(
      `${place}.${silent}`,
      `nothing is said of it in ${did}.`,
      'Ask for product, category, coupon, currency, source or amount.',
    );
  if (filter.amount) checkRange(filter.amount, `${place}.amount`, '');
  if (filter.favouritedBy) checkRange(filter.favouritedBy, `${place}.favouritedBy`, '');
}

function checkHappening(
  { when, where }: { when?: Window; where?: Filter },
  did: string,
  place: string,
  timeZone: string,
): void {
  if (when) checkWindow(when, `${place}.when`, timeZone);
  if (where) checkFilter(where, `${place}.where`, did);
}

function checkCurrency(currency: string, place: string): void {
  if (!isCurrency(currency))
    throw wrongAt(place, `there is no currency “${currency}”.`, 'Write its ISO 4217 code, e.g. EUR.');
}

const checkOrders: Check<OrdersCondition> = (condition, place, timeZone) => {
  const { orders, currency, is } = condition;
  checkHappening(condition, 'order_paid', place, timeZone);
  checkRange(is, `${place}.is`, timeZone);
  if (currency !== undefined) checkCurrency(currency, `${place}.currency`);
  else if (orders !== 'count')
    throw wrongAt(place, '“currency” is missing.', 'Add the ISO 4217 code of the amounts, e.g. EUR.');
};

/** From the worst to the best. */
const rises = (values: readonly number[]) =>
  values.every((value, i) => i === 0 || value > (values[i - 1] ?? value));

const checkRfm: Check<RfmCondition> = ({ rfm, thresholds }, place) => {
  for (const score of ['recency', 'frequency', 'monetary'] as const) {
    const range = rfm[score];
    if (range) checkRange(range, `${place}.rfm.${score}`, '');
  }
  if (!thresholds) return;
  const { recencyDays, frequency, monetary } = thresholds;
  if (!rises(recencyDays.map((days) => -days)))
    throw wrongAt(`${place}.thresholds.recencyDays`, 'the days do not fall.', 'Write the most days first.');
  if (!rises(frequency))
    throw wrongAt(`${place}.thresholds.frequency`, 'the counts do not rise.', 'Write the smallest first.');
  for (const [currency, amounts] of Object.entries(monetary)) {
    const at = `${place}.thresholds.monetary.${currency}`;
    checkCurrency(currency, at);
    if (!rises(amounts)) throw wrongAt(at, 'the amounts do not rise.', 'Write the smallest first.');
  }
};

const checkLeaf: Check<Leaf> = (leaf, place, timeZone) => {
  if ('did' in leaf) checkHappening(leaf, leaf.did, place, timeZone);
  else if ('after' in leaf) {
    const { after, within, where, didNot } = leaf;
    checkHappening(after, after.did, `${place}.after`, timeZone);
    if (where) checkFilter(where, `${place}.where`, didNot);
    checkSpan(within, `${place}.within`, timeZone);
    const { last } = after.when ?? {};
    if (last && millisOf(last) <= millisOf(within))
      throw wrongAt(place, 'it is never true.', 'Make “after.when.last” longer than “within”.');
  } else if ('didNot' in leaf) checkHappening(leaf, leaf.didNot, place, timeZone);
  else if ('first' in leaf || 'last' in leaf) {
    if (leaf.where) checkFilter(leaf.where, `${place}.where`, 'first' in leaf ? leaf.first : leaf.last);
    checkWindow(leaf.is, `${place}.is`, timeZone);
  } else if ('orders' in leaf) checkOrders(leaf, place, timeZone);
  else if ('quietFor' in leaf) {
    if (leaf.quietFor.atLeastDays > leaf.quietFor.atMostDays)
      throw wrongAt(
        `${place}.quietFor`,
        'the bounds are the wrong way round.',
        'Make “atMostDays” the larger one.',
      );
  } else if ('rfm' in leaf) checkRfm(leaf, place, timeZone);
  else if ('coupon' in leaf) {
    if (leaf.within) checkSpan(leaf.within, `${place}.within`, timeZone);
    if ((leaf.coupon === 'expiring') !== (leaf.within !== undefined))
      throw wrongAt(
        place,
        '“within” belongs to “expiring”.',
        leaf.within ? 'Leave it out.' : 'Add it, e.g. { "days": 3 }.',
      );
  }
};

/** Throws a `StepError` that names the place where a definition of the right shape makes no sense. */
export function checkSense({ timeZone = 'utc', where }: SegmentDefinition): void {
  checkZone(timeZone, 'timeZone');
  for (const { place, condition } of leavesOf(where)) checkLeaf(condition, place, timeZone);
}
