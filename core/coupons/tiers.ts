import { toMinor } from '../money';
import type { Tier } from '../scores/tiers';
import type { Refusal } from './refusal';

/** What a coupon's value follows from, beside the rule's own. */
export interface TierRule {
  tiersBy: 'order_amount' | 'segment' | 'rfm_tier' | 'rfm_score';
  tiers: { from: string; value: string }[];
  segmentTiers: { segment: string; value: string }[];
  rfmTiers: { tier: Tier; value: string }[];
  scoreTiers: { from: number; value: string }[];
}

/** Where somebody stands, as far as the tiers ask. */
export interface Standing {
  /** The named segments that the person is in. */
  segments: ReadonlySet<string>;
  /** Null for somebody who never bought. */
  tier: Tier | null;
  /** Recency, frequency and monetary score together, 3 to 15. */
  score: number | null;
}

export const nowhere: Standing = { segments: new Set(), tier: null, score: null };

/** The names of the segments that tiers ask for. */
export const tierSegments = ({ tiersBy, segmentTiers }: TierRule): string[] =>
  tiersBy === 'segment' ? segmentTiers.map(({ segment }) => segment.trim()) : [];

/** Whether tiers ask for RFM. */
export const asksRfm = ({ tiersBy, rfmTiers, scoreTiers }: TierRule): boolean =>
  (tiersBy === 'rfm_tier' && rfmTiers.length > 0) || (tiersBy === 'rfm_score' && scoreTiers.length > 0);

/** Whether tiers ask for the order's amount. */
export const asksAmount = ({ tiersBy, tiers }: TierRule): boolean =>
  tiersBy === 'order_amount' && tiers.length > 0;

/**
 * The value (decimal text) of the tier that somebody is in: of amounts and scores the highest that is reached, of
 * segments and RFM tiers the first that fits. `usual`: the value where there are no tiers.
 */
export function tierValue(
  rule: TierRule,
  { amount, currency, standing }: { amount: number | undefined; currency: string; standing: Standing },
  usual: string,
): string | Refusal {
  switch (rule.tiersBy) {
    case 'order_amount':
      return rule.tiers.length === 0 ? usual : byAmount(rule.tiers, amount, currency);
    case 'segment': {
      if (rule.segmentTiers.length === 0) return usual;
      const fit = rule.segmentTiers.find(({ segment }) => standing.segments.has(segment.trim()));
      return fit?.value ?? noTier('The person is in none of the tiers’ segments.');
    }
    case 'rfm_tier': {
      if (rule.rfmTiers.length === 0) return usual;
      const fit = rule.rfmTiers.find(({ tier }) => tier === standing.tier);
      return fit?.value ?? noTier(`No tier is for RFM tier “${standing.tier ?? 'none'}”.`);
    }
    case 'rfm_score': {
      if (rule.scoreTiers.length === 0) return usual;
      const { score } = standing;
      const reached = score === null ? undefined : highest(rule.scoreTiers, score);
      return reached?.value ?? noTier(`An RFM score of ${score ?? 'none'} is below the lowest tier.`);
    }
  }
}

function byAmount(tiers: TierRule['tiers'], amount: number | undefined, currency: string): string | Refusal {
  if (amount === undefined) {
    return {
      reason: 'no_order_amount',
      detail: 'The tiers ask for an order amount, and the item has none (event.order.amount).',
    };
  }
  const steps = tiers.map(({ from, value }) => ({ from: toMinor(from, currency, 'tiers'), value }));
  return (
    highest(steps, amount)?.value ?? {
      reason: 'below_lowest_tier',
      detail: 'The order is smaller than the lowest tier.',
    }
  );
}

const highest = <T extends { from: number }>(steps: readonly T[], reached: number): T | undefined =>
  steps.filter(({ from }) => from <= reached).toSorted((a, b) => b.from - a.from)[0];

const noTier = (detail: string): Refusal => ({ reason: 'no_tier', detail });
