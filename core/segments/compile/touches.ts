import type { Filter, SegmentDefinition } from '../definition/types';
import { type Leaf, leavesOf } from '../definition/walk';

/**
 * What can change who is in a segment, besides time: an event by its name, anything about an order, the profile (with
 * tags, consent and unsubscribing), coupons, a scoring run.
 */
export type Touch = `event:${string}` | 'orders' | 'profile' | 'coupons' | 'scoring';

const orderEvents = new Set(['order_placed', 'order_paid', 'order_cancelled']);

/** What an event that a condition asks for, or a filter of it, follows from. */
function happening(did: string, where: Filter = {}): Touch[] {
  return [
    orderEvents.has(did) ? 'orders' : `event:${did}`,
    ...(where.coupon ? (['orders'] as const) : []),
    ...(where.favouritedBy ? (['scoring'] as const) : []),
  ];
}

function touchesOfLeaf(leaf: Leaf): Touch[] {
  if ('stage' in leaf) return ['orders', 'event:customer_registered', 'event:cart_updated'];
  if ('did' in leaf) return happening(leaf.did, leaf.where);
  if ('after' in leaf)
    return [...happening(leaf.after.did, leaf.after.where), ...happening(leaf.didNot, leaf.where)];
  if ('didNot' in leaf) return happening(leaf.didNot, leaf.where);
  if ('first' in leaf) return happening(leaf.first, leaf.where);
  if ('last' in leaf) return happening(leaf.last, leaf.where);
  if ('orders' in leaf) return happening('order_paid', leaf.where);
  if ('quietFor' in leaf) return ['orders'];
  if ('rfm' in leaf) return leaf.thresholds ? ['orders'] : ['orders', 'scoring'];
  if ('coupon' in leaf) return leaf.coupon === 'held' ? ['coupons'] : ['coupons', 'orders'];
  return ['profile'];
}

/** What can change who is in a segment, besides time. `definition`: resolved. */
export const touchesOf = ({ where }: SegmentDefinition): ReadonlySet<Touch> =>
  new Set(leavesOf(where).flatMap(({ condition }) => touchesOfLeaf(condition)));
