import type { EventData } from '../../../core/ingest';
import type { RfmCuts } from '../../../core/scores/rfm';
import type { SegmentDefinition } from '../../../core/segments/definition/types';

/** Something that a person did, as it was taken in. */
export interface Deed {
  source: string;
  name: string;
  /** The person's own time. */
  at: number;
  data: EventData;
  profile: Record<string, string>;
}

export interface HeldCoupon {
  code: string;
  purpose: string;
  state: 'reserved' | 'issued' | 'released';
  expiresAt: number | null;
}

/** All that is known of one person. */
export interface History {
  deeds: readonly Deed[];
  coupons: readonly HeldCoupon[];
}

/** What is known across people, as of the last scoring run, and the segments by name. */
export interface World {
  rfm?: RfmCuts;
  favouredBy: ReadonlyMap<string, number>;
  segments: ReadonlyMap<string, SegmentDefinition>;
}

/** The person's profile: the latest word on each field, the greater one of two words said at once. */
export function profileOf({ deeds }: History): Map<string, string> {
  const words = deeds.flatMap(({ at, profile }) =>
    Object.entries(profile).map(([field, value]) => ({ at, field, value })),
  );
  const inOrder = words.toSorted((a, b) => a.at - b.at || (a.value < b.value ? -1 : 1));
  return new Map(inOrder.map(({ field, value }) => [field, value]));
}

export const isUnsubscribed = ({ deeds }: History): boolean =>
  deeds.some(({ name }) => name === 'unsubscribed');
