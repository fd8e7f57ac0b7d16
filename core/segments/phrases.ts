import { eventNames, segmentEventNames } from '../ingest/names';
import { formatMoney, isCurrency } from '../money';
import { tiers } from '../scores';
import type {
  Filter,
  Happening,
  OrdersCondition,
  Range,
  Span,
  TextTest,
  Times,
  Window,
} from './definition/types';
import type { Leaf } from './definition/walk';
import { stages } from './stages';

/** What a condition asks, in words for the person who reads why somebody is in a segment or not. */
export function phrase(condition: Leaf): string {
  if ('stage' in condition) return `stage is ${condition.stage.map(labelIn(stages)).join(' or ')}`;
  if ('did' in condition) return `did ${deed(condition)}${often(condition.times)}`;
  if ('after' in condition) {
    const same = condition.same ? ` of the same ${condition.same}` : '';
    return `after ${deed(condition.after)} did not ${eventLabel(condition.didNot)}${about(condition.where)}${same} within ${span(condition.within)}`;
  }
  if ('didNot' in condition) return `did not ${deed({ ...condition, did: condition.didNot })}`;
  if ('first' in condition)
    return `first ${eventLabel(condition.first)}${about(condition.where)}${during(condition.is)}`;
  if ('last' in condition)
    return `last ${eventLabel(condition.last)}${about(condition.where)}${during(condition.is)}`;
  if ('orders' in condition) return orders(condition);
  if ('quietFor' in condition) {
    const { times, atLeastDays, atMostDays } = condition.quietFor;
    return `no paid order for ${times} times the person’s own usual gap (at least ${atLeastDays}, at most ${atMostDays} days)`;
  }
  if ('rfm' in condition) return rfm(condition.rfm);
  if ('attribute' in condition) return `${condition.attribute} ${test(condition.is)}`;
  if ('tag' in condition) return `has the tag “${condition.tag}”`;
  if ('consent' in condition) return `consent for ${condition.consent} is ${condition.state}`;
  if ('reachable' in condition) return `can be reached by ${condition.reachable}`;
  if ('coupon' in condition) {
    const purpose = condition.purpose === undefined ? '' : ` for “${condition.purpose}”`;
    const within = condition.within ? ` within ${span(condition.within)}` : '';
    return `a coupon${purpose} is ${condition.coupon}${within}`;
  }
  return `is in the segment “${condition.memberOf}”`;
}

const labelIn =
  (options: readonly { value: string; label: { en: string } }[]) =>
  (value: string): string =>
    options.find((option) => option.value === value)?.label.en ?? value;

const eventLabel = labelIn([...eventNames, ...segmentEventNames]);

const deed = ({ did, when, where }: Happening) => `${eventLabel(did)}${about(where)}${during(when)}`;

function often(times: Times = { atLeast: 1 }): string {
  if ('atMost' in times) return `, at most ${counted(times.atMost)}`;
  if ('exactly' in times) return `, exactly ${counted(times.exactly)}`;
  return times.atLeast === 1 ? '' : `, at least ${counted(times.atLeast)}`;
}

const counted = (count: number) => (count === 1 ? 'once' : `${count} times`);

function orders({ orders: what, currency = '', when, where, is }: OrdersCondition): string {
  const money = (amount: number) => (isCurrency(currency) ? formatMoney(amount, currency) : String(amount));
  const names = {
    count: 'paid orders',
    sum: 'spent',
    average: 'average paid order',
    largest: 'largest paid order',
  };
  return `${names[what]}${about(where)}${during(when)}: ${range(is, what === 'count' ? String : money)}`;
}

function rfm({ tier, ...scores }: Extract<Leaf, { rfm: unknown }>['rfm']): string {
  const parts = Object.entries(scores).map(([name, is]) => `${name} ${range(is, String)}`);
  const named = tier ? [`tier ${tier.map(labelIn(tiers)).join(' or ')}`] : [];
  return `RFM: ${[...parts, ...named].join(', ')}`;
}

function range({ atLeast, atMost, above, below }: Range, shown: (value: number) => string): string {
  if (atLeast !== undefined && atLeast === atMost) return `exactly ${shown(atLeast)}`;
  const bounds = { 'at least': atLeast, 'at most': atMost, above, below };
  return Object.entries(bounds)
    .flatMap(([word, value]) => (value === undefined ? [] : [`${word} ${shown(value)}`]))
    .join(' and ');
}

function span({ days = 0, hours = 0, minutes = 0 }: Span): string {
  return Object.entries({ day: days, hour: hours, minute: minutes })
    .flatMap(([unit, count]) => (count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`]))
    .join(' ');
}

/** When, with a blank before it. */
function during({ last, olderThan, from, until, this: period }: Window = {}): string {
  return [
    ...(last ? [` in the last ${span(last)}`] : []),
    ...(olderThan ? [` ${span(olderThan)} ago or longer`] : []),
    ...(from === undefined ? [] : [` from ${from}`]),
    ...(until === undefined ? [] : [` before ${until}`]),
    ...(period ? [period === 'day' ? ' today' : ` this ${period}`] : []),
  ].join('');
}

/** What about, in brackets, with a blank before it. */
function about({ amount, favouritedBy, ...texts }: Filter = {}): string {
  const tests = Object.entries(texts).map(([name, is]) => `${name} ${test(is)}`);
  const ranges = Object.entries({ amount, 'favoured by': favouritedBy }).flatMap(([name, is]) =>
    is ? [`${name} ${range(is, String)}`] : [],
  );
  const all = [...tests, ...ranges];
  return all.length > 0 ? ` (${all.join(', ')})` : '';
}

function test(condition: TextTest): string {
  if ('is' in condition) return `is “${condition.is}”`;
  if ('isNot' in condition) return `is not “${condition.isNot}”`;
  if ('in' in condition) return `is one of ${condition.in.map((one) => `“${one}”`).join(', ')}`;
  if ('contains' in condition) return `contains “${condition.contains}”`;
  if ('startsWith' in condition) return `starts with “${condition.startsWith}”`;
  if ('under' in condition) return `is “${condition.under}” or below it`;
  return condition.exists ? 'is known' : 'is not known';
}
