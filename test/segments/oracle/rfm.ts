import type { RfmCuts, RfmThresholds } from '../../../core/scores/rfm';
import { tierOf } from '../../../core/scores/tiers';
import type { RfmCondition } from '../../../core/segments/definition/types';
import type { Case } from './member';
import { paidOrders } from './orders';
import { inRange } from './tests';

const DAY = 86_400_000;
const dayStart = (at: number) => Math.floor(at / DAY) * DAY;

/** Whether a person's scores are as asked; false for who never paid, and where nobody has been scored yet. */
export function rfmHolds({ rfm, thresholds }: RfmCondition, { history, now, world }: Case): boolean {
  const paid = paidOrders(history).toSorted(
    (a, b) => b.paidAt - a.paidAt || ((b.currency ?? '') > (a.currency ?? '') ? 1 : -1),
  );
  const [last] = paid;
  if (!last) return false;
  const cuts = thresholds ? ownCuts(thresholds, now) : world.rfm;
  if (!cuts) return false;
  const { currency } = last;
  const spent = paid
    .filter((order) => order.currency === currency)
    .reduce((sum, { value = 0 }) => sum + value, 0);
  const r = reached(cuts.recency, dayStart(last.paidAt));
  const f = reached(cuts.frequency, paid.length);
  const m = reached((currency === undefined ? undefined : cuts.monetary[currency]) ?? [], spent);
  return (
    (!rfm.recency || inRange(rfm.recency, r)) &&
    (!rfm.frequency || inRange(rfm.frequency, f)) &&
    (!rfm.monetary || inRange(rfm.monetary, m)) &&
    (!rfm.tier || rfm.tier.includes(tierOf({ r, f, m })))
  );
}

const ownCuts = ({ recencyDays, ...others }: RfmThresholds, now: number): RfmCuts => ({
  recency: recencyDays.map((days) => dayStart(now) - days * DAY),
  ...others,
});

const reached = (cuts: readonly number[], value: number) => 1 + cuts.filter((cut) => value >= cut).length;
