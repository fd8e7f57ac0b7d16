/** How well scores tell members from others. */
export interface Auc {
  /** The chance that a member scores above somebody else; 0.5 is chance. */
  auc: number;
  /** The lower end of its 95 % interval. */
  low: number;
}

export interface Scored {
  score: number;
  member: boolean;
}

const TWO_SIDED_95 = 1.96;

/**
 * The area under the ROC curve, equal scores counting half, and its lower bound by the standard error of
 * Hanley & McNeil, The meaning and use of the area under a ROC curve, Radiology 143 (1982).
 */
export function aucOf(scored: readonly Scored[]): Auc {
  const ascending = (member: boolean) =>
    Float64Array.from(
      scored.filter((one) => one.member === member),
      ({ score }) => score,
    ).sort();
  const [inside, outside] = [ascending(true), ascending(false)];
  const [members, others] = [inside.length, outside.length];
  if (members === 0 || others === 0) return { auc: 0.5, low: 0 };
  let [above, below, notAbove] = [0, 0, 0];
  for (const score of inside) {
    while (below < others && (outside[below] ?? 0) < score) below += 1;
    while (notAbove < others && (outside[notAbove] ?? 0) <= score) notAbove += 1;
    above += (below + notAbove) / 2;
  }
  const auc = above / (members * others);
  const both = auc ** 2;
  const variance =
    auc * (1 - auc) +
    (members - 1) * (auc / (2 - auc) - both) +
    (others - 1) * ((2 * both) / (1 + auc) - both);
  return { auc, low: auc - TWO_SIDED_95 * Math.sqrt(variance / (members * others)) };
}
