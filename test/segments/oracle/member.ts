import type {
  Condition,
  ConsentCondition,
  CouponCondition,
  DidNotCondition,
  Happening,
  OrdersCondition,
  QuietCondition,
  SegmentDefinition,
  SequenceCondition,
  StageCondition,
  TimeCondition,
  Times,
} from '../../../core/segments/definition/types';
import { type History, isUnsubscribed, profileOf, type World } from './history';
import { type Occurrence, occurrencesOf } from './occurrences';
import { ordersOf, paidOrders } from './orders';
import { rfmHolds } from './rfm';
import { asCoupon, inRange, namesNone, sameOf, textPasses } from './tests';
import { inWindow, lengthOf } from './windows';

/** Who is asked about, when, and what is known besides. */
export interface Case {
  history: History;
  /** The person's own time. */
  now: number;
  zone: string;
  world: World;
}

const DAY = 86_400_000;

/** Whether a person belongs to a segment at an instant of the person's own time: word by word what types.ts says. */
export function isMember(
  { where, timeZone = 'utc' }: SegmentDefinition,
  history: History,
  now: number,
  world: World,
): boolean {
  return holds(where, { history, now, zone: timeZone, world });
}

function holds(condition: Condition, about: Case): boolean {
  const all = (conditions: readonly Condition[]) => conditions.every((one) => holds(one, about));
  const any = (conditions: readonly Condition[]) => conditions.some((one) => holds(one, about));
  if ('all' in condition) return all(condition.all);
  if ('any' in condition) return any(condition.any);
  if ('none' in condition) return !any(condition.none);
  if ('stage' in condition) return stageHolds(condition, about);
  if ('did' in condition) return timesHold(condition.times, happenings(condition, about).length);
  if ('after' in condition) return sequenceHolds(condition, about);
  if ('didNot' in condition) return happenings(asHappening(condition), about).length === 0;
  if ('first' in condition || 'last' in condition) return timeHolds(condition, about);
  if ('orders' in condition) return ordersHold(condition, about);
  if ('quietFor' in condition) return quietHolds(condition, about);
  if ('rfm' in condition) return rfmHolds(condition, about);
  if ('attribute' in condition)
    return textPasses(condition.is, [profileOf(about.history).get(condition.attribute)]);
  if ('tag' in condition)
    return (profileOf(about.history).get('tags') ?? '').split(',').includes(condition.tag);
  if ('consent' in condition) return consentOf(condition.consent, about) === condition.state;
  if ('reachable' in condition) return isReachable(condition.reachable, about);
  if ('coupon' in condition) return couponHolds(condition, about);
  return memberOf(condition.memberOf, about);
}

const asHappening = ({ didNot, when, where }: DidNotCondition): Happening => ({
  did: didNot,
  ...(when && { when }),
  ...(where && { where }),
});

function happenings({ did, when = {}, where = {} }: Happening, about: Case): Occurrence[] {
  const { history, now, zone, world } = about;
  return occurrencesOf(history, world, did, where).filter(({ at }) => inWindow(when, at, now, zone));
}

function timesHold(times: Times = { atLeast: 1 }, count: number): boolean {
  if ('exactly' in times) return count === times.exactly;
  return 'atMost' in times ? count <= times.atMost : count >= times.atLeast;
}

function stageHolds({ stage, lapsedAfterDays = 90 }: StageCondition, { history, now }: Case): boolean {
  const { deeds } = history;
  const paid = paidOrders(history).map(({ paidAt }) => paidAt);
  if (paid.length > 0) {
    if (now - Math.max(...paid) >= lapsedAfterDays * DAY) return stage.includes('lapsed');
    return stage.includes(paid.length === 1 ? 'one_order' : 'repeat');
  }
  const open = ordersOf(history).some(
    ({ placedAt, paidAt, cancelledAt }) =>
      placedAt !== undefined && paidAt === undefined && cancelledAt === undefined,
  );
  if (open) return stage.includes('order_unpaid');
  if (piecesInCart(history) > 0) return stage.includes('cart');
  return stage.includes('registered') && deeds.some(({ name }) => name === 'customer_registered');
}

/** What the last word on the cart says; the fuller cart of two words said at once. */
function piecesInCart({ deeds }: History): number {
  const words = deeds.flatMap(({ name, at, data }) =>
    name === 'cart_updated' && data.cart ? [{ at, items: data.cart.items }] : [],
  );
  return words.toSorted((a, b) => b.at - a.at || b.items - a.items)[0]?.items ?? 0;
}

function sequenceHolds({ after, didNot, where, within, same }: SequenceCondition, about: Case): boolean {
  const others = happenings({ did: didNot, ...(where && { where }) }, about);
  return happenings(after, about).some((first) => {
    if (same && namesNone(same, first)) return false;
    const end = first.at + lengthOf(within);
    const followed = others.some(
      (other) =>
        other.id !== first.id &&
        other.at >= first.at &&
        other.at < end &&
        (!same || sameOf(same, first, other)),
    );
    return about.now >= end && !followed;
  });
}

function timeHolds(condition: TimeCondition, about: Case): boolean {
  const { where } = condition;
  const did = 'first' in condition ? condition.first : condition.last;
  const times = happenings({ did, ...(where && { where }) }, about).map(({ at }) => at);
  const at = 'first' in condition ? Math.min(...times) : Math.max(...times);
  return times.length > 0 && inWindow(condition.is, at, about.now, about.zone);
}

function ordersHold(condition: OrdersCondition, about: Case): boolean {
  const { orders: measure, currency, when, where, is } = condition;
  const counted = happenings({ did: 'order_paid', ...(when && { when }), ...(where && { where }) }, about);
  const orders = currency === undefined ? counted : counted.filter((order) => order.currency === currency);
  const values = orders.map(({ amount = 0 }) => amount);
  const sum = values.reduce((total, value) => total + value, 0);
  switch (measure) {
    case 'count':
      return inRange(is, orders.length);
    case 'sum':
      return inRange(is, sum);
    case 'average':
      return orders.length > 0 && inRange(is, sum / orders.length);
    case 'largest':
      return orders.length > 0 && inRange(is, Math.max(...values));
  }
}

/** How long somebody has to stay away to be quiet; undefined for who never paid. */
export function patienceOf(
  { times, atLeastDays, atMostDays }: QuietCondition['quietFor'],
  paid: readonly number[],
): number | undefined {
  if (paid.length < 2) return paid.length === 0 ? undefined : atMostDays * DAY;
  const hundredths = Math.round(times * 100) * (Math.max(...paid) - Math.min(...paid));
  const patience = Math.floor(hundredths / (100 * (paid.length - 1)));
  return Math.min(Math.max(patience, atLeastDays * DAY), atMostDays * DAY);
}

function quietHolds({ quietFor }: QuietCondition, { history, now }: Case): boolean {
  const paid = paidOrders(history).map(({ paidAt }) => paidAt);
  const patience = patienceOf(quietFor, paid);
  return patience !== undefined && now - Math.max(...paid) >= patience;
}

function consentOf(channel: string, { history }: Case): ConsentCondition['state'] {
  const said = profileOf(history).get(`consent.${channel}`);
  if (isUnsubscribed(history) || said === 'withdrawn') return 'withdrawn';
  return said === 'granted' ? 'granted' : 'unknown';
}

function isReachable(channel: string, { history }: Case): boolean {
  const field = ['sms', 'whatsapp'].includes(channel) ? 'phone' : channel;
  return profileOf(history).has(field) && !isUnsubscribed(history);
}

function couponHolds({ coupon: wanted, purpose, within = {} }: CouponCondition, about: Case): boolean {
  const { history, now } = about;
  const used = ordersOf(history).flatMap(({ stands, coupons }) => (stands ? coupons.map(asCoupon) : []));
  return history.coupons.some(({ code, purpose: of, state, expiresAt }) => {
    if (state !== 'issued' || (purpose !== undefined && of !== purpose)) return false;
    const redeemed = used.includes(asCoupon(code));
    const unused = !redeemed && (expiresAt === null || expiresAt > now);
    switch (wanted) {
      case 'held':
        return true;
      case 'redeemed':
        return redeemed;
      case 'unused':
        return unused;
      case 'expiring':
        return unused && expiresAt !== null && expiresAt <= now + lengthOf(within);
    }
  });
}

function memberOf(name: string, { history, now, world }: Case): boolean {
  const definition = world.segments.get(name);
  if (!definition) throw new Error(`no segment “${name}”`);
  return isMember(definition, history, now, world);
}
