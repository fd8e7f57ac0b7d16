import { StepError } from '../errors';
import { isCurrency, minorPlaces, scaled } from '../money';
import type {
  Condition,
  CouponCondition,
  ConsentCondition,
  Filter,
  Range,
  SegmentDefinition,
  TextTest,
  Times,
  Window,
} from './definition/types';
import type { Stage } from './stages';

/** The events that are about a message, which has a channel. */
export const messageEvents = ['message_opened', 'message_clicked', 'message_replied'] as const;

/** A common condition as one row of cells; `what` decides which of them count. */
export interface ConditionRow {
  what:
    | 'stage'
    | 'did'
    | 'did_not'
    | 'orders'
    | 'spent'
    | 'last_order'
    | 'first_order'
    | 'attribute'
    | 'tag'
    | 'consent'
    | 'reachable'
    | 'coupon'
    | 'rfm'
    | 'tier'
    | 'member'
    | 'not_member';
  stage: Stage;
  /** The name of an event; `own` for the one that `ownEvent` names. */
  event: string;
  ownEvent: string;
  score: 'recency' | 'frequency' | 'monetary';
  comparison: 'at_least' | 'at_most' | 'exactly';
  number: number;
  /** Major units, as people write them. */
  amount: string;
  currency: string;
  when: 'ever' | 'last' | 'before' | 'day' | 'week' | 'month' | 'year' | 'between';
  days: number;
  /** ISO dates. */
  from: string;
  until: string;
  product: string;
  category: string;
  /** By which the message went that the event is about. */
  messageChannel: string;
  channel: string;
  /** Of the profile. */
  field: string;
  test: 'is' | 'is_not' | 'contains' | 'starts_with' | 'known' | 'unknown';
  value: string;
  /** Of a tag or of a segment. */
  name: string;
  consent: ConsentCondition['state'];
  coupon: CouponCondition['coupon'];
  purpose: string;
  expiresIn: number;
  tier: string;
}

/** A segment built from common conditions. */
export interface BuiltSegment {
  match: 'all' | 'any';
  conditions: readonly ConditionRow[];
  /** IANA name. */
  timeZone: string;
}

/**
 * The definition that rows stand for. Throws `StepError` naming the row that lacks something, or when there is none:
 * a segment of everybody is never built by leaving the list empty.
 */
export function definitionOf({ match, conditions, timeZone }: BuiltSegment): SegmentDefinition {
  if (conditions.length === 0) {
    throw new StepError('The segment has no condition.', {
      parameter: 'conditions',
      advice: 'Add at least one condition.',
    });
  }
  const all = conditions.map((row, index) => conditionOf(row, new Cells(row, index + 1)));
  return {
    version: 1,
    ...(!['', 'UTC'].includes(timeZone) && { timeZone }),
    where: match === 'all' ? { all } : { any: all },
  };
}

/** Reads the cells of a row, and complains of them. */
class Cells {
  private readonly row: ConditionRow;
  private readonly number: number;

  constructor(row: ConditionRow, number: number) {
    this.row = row;
    this.number = number;
  }

  fault(problem: string, advice: string): StepError {
    return new StepError(`Condition ${this.number} ${problem}`, { parameter: 'conditions', advice });
  }

  /** A text that has to be there. */
  text(cell: 'ownEvent' | 'channel' | 'field' | 'value' | 'name', label: string): string {
    const text = this.row[cell].trim();
    if (text !== '') return text;
    throw this.fault(`lacks its “${label}”.`, `Fill in “${label}” in condition ${this.number}.`);
  }

  money(): { currency: string; amount: number } {
    const currency = this.row.currency.trim().toUpperCase();
    if (!isCurrency(currency)) {
      throw this.fault(
        `has “${currency}” for a currency, which is none.`,
        'Use a three-letter code, like EUR or CNY.',
      );
    }
    const places = minorPlaces(currency);
    const amount = scaled(this.row.amount, places);
    if (amount !== undefined) return { currency, amount };
    throw this.fault(
      `has “${this.row.amount}” for an amount in ${currency}.`,
      `Write it with digits and a point, like ${(49).toFixed(places)}.`,
    );
  }

  score(): number {
    const { number } = this.row;
    if (number >= 1 && number <= 5) return number;
    throw this.fault(`asks for a score of ${number}.`, 'Scores go from 1, the lowest, to 5.');
  }
}

function conditionOf(row: ConditionRow, cells: Cells): Condition {
  switch (row.what) {
    case 'stage':
      return { stage: [row.stage] };
    case 'did':
      return { did: eventOf(row, cells), ...timesOf(row), ...whenOf(row, cells), ...filterOf(row) };
    case 'did_not':
      return { didNot: eventOf(row, cells), ...whenOf(row, cells), ...filterOf(row) };
    case 'orders':
      return {
        orders: 'count',
        ...whenOf(row, cells),
        ...filterOf(row),
        is: rangeOf(row, row.number),
      };
    case 'spent':
      return spentOf(row, cells);
    case 'last_order':
      return orderTime(row, cells, (is) => ({ last: 'order_paid', is }));
    case 'first_order':
      return orderTime(row, cells, (is) => ({ first: 'order_paid', is }));
    case 'attribute':
      return { attribute: cells.text('field', 'Field'), is: testOf(row, cells) };
    case 'tag':
      return { tag: cells.text('name', 'Name') };
    case 'consent':
      return { consent: cells.text('channel', 'Channel'), state: row.consent };
    case 'reachable':
      return { reachable: cells.text('channel', 'Channel') };
    case 'coupon':
      return couponOf(row);
    case 'rfm':
      return { rfm: { [row.score]: rangeOf(row, cells.score()) } };
    case 'tier':
      return { rfm: { tier: [row.tier] } };
    case 'member':
      return { memberOf: cells.text('name', 'Name') };
    case 'not_member':
      return { none: [{ memberOf: cells.text('name', 'Name') }] };
  }
}

const eventOf = ({ event }: ConditionRow, cells: Cells): string =>
  event === 'own' ? cells.text('ownEvent', 'Event Name') : event;

/** At least once goes without saying. */
function timesOf({ comparison, number }: ConditionRow): { times?: Times } {
  switch (comparison) {
    case 'at_least':
      return number === 1 ? {} : { times: { atLeast: number } };
    case 'at_most':
      return { times: { atMost: number } };
    case 'exactly':
      return { times: { exactly: number } };
  }
}

function rangeOf({ comparison }: ConditionRow, number: number): Range {
  switch (comparison) {
    case 'at_least':
      return { atLeast: number };
    case 'at_most':
      return { atMost: number };
    case 'exactly':
      return { atLeast: number, atMost: number };
  }
}

function windowOf({ when, days, from, until }: ConditionRow, cells: Cells): Window | undefined {
  switch (when) {
    case 'ever':
      return undefined;
    case 'last':
      return { last: { days } };
    case 'before':
      return { olderThan: { days } };
    case 'between': {
      const [first, end] = [from.trim(), until.trim()];
      if (first === '' && end === '')
        throw cells.fault('lacks its dates.', 'Give the first day, the day to end before, or both.');
      return { ...(first !== '' && { from: first }), ...(end !== '' && { until: end }) };
    }
    default:
      return { this: when };
  }
}

function whenOf(row: ConditionRow, cells: Cells): { when?: Window } {
  const when = windowOf(row, cells);
  return when ? { when } : {};
}

function filterOf({ what, event, product, category, messageChannel }: ConditionRow): { where?: Filter } {
  const ofMessage = ['did', 'did_not'].includes(what) && messageEvents.some((name) => name === event);
  const where: Filter = {
    ...(product.trim() !== '' && { product: { is: product.trim() } }),
    ...(category.trim() !== '' && { category: { under: category.trim() } }),
    ...(ofMessage && messageChannel.trim() !== '' && { channel: { is: messageChannel.trim() } }),
  };
  return Object.keys(where).length > 0 ? { where } : {};
}

function spentOf(row: ConditionRow, cells: Cells): Condition {
  const { currency, amount } = cells.money();
  return {
    orders: 'sum',
    currency,
    ...whenOf(row, cells),
    ...filterOf(row),
    is: rangeOf(row, amount),
  };
}

function orderTime(row: ConditionRow, cells: Cells, inWindow: (is: Window) => Condition): Condition {
  const is = windowOf(row, cells);
  return is ? inWindow(is) : { did: 'order_paid' };
}

function testOf({ test }: ConditionRow, cells: Cells): TextTest {
  switch (test) {
    case 'is':
      return { is: cells.text('value', 'Value') };
    case 'is_not':
      return { isNot: cells.text('value', 'Value') };
    case 'contains':
      return { contains: cells.text('value', 'Value') };
    case 'starts_with':
      return { startsWith: cells.text('value', 'Value') };
    case 'known':
      return { exists: true };
    case 'unknown':
      return { exists: false };
  }
}

function couponOf({ coupon, purpose, expiresIn }: ConditionRow): Condition {
  return {
    coupon,
    ...(purpose.trim() !== '' && { purpose: purpose.trim() }),
    ...(coupon === 'expiring' && { within: { days: expiresIn } }),
  };
}
