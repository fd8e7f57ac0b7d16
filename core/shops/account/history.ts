import type { ShopEvent } from '../../ingest';
import type { ToldProduct } from '../../products';

/** In the sequence in which they are read: orders lead to people that are known by then. */
export const historyKinds = ['customers', 'products', 'orders'] as const;
export type HistoryKind = (typeof historyKinds)[number];

/** A part of what a shop has. */
export interface HistoryPage {
  events: readonly ShopEvent[];
  products: readonly ToldProduct[];
  /** Where to go on; null at the end. */
  next: string | null;
  /** How many there are in all, where the shop tells. */
  total?: number;
  /** The shop is still preparing: ask again after so many milliseconds. */
  waitFor?: number;
}

/** What has happened in a shop until now, page by page. Every call throws `ShopError`. */
export interface ShopHistory {
  /** The kinds that the shop has. */
  readonly kinds: readonly HistoryKind[];
  /** `cursor`: what the page before gave as `next`; null for the first. `source`: the shop's name in the store. */
  page(kind: HistoryKind, cursor: string | null, source: string): Promise<HistoryPage>;
}

/** What has changed in a shop since last asked. */
export interface ShopChanges {
  /**
   * `cursor`: what the last answer gave as `next`; null at first, for what changes from now on.
   * Throws `ShopError`.
   */
  since(cursor: string | null, source: string): Promise<HistoryPage>;
}
