/** How far apart purchases lie: the mean and the standard deviation of ln(days between two days with a purchase). */
export interface Rhythm {
  mean: number;
  spread: number;
  /** Gaps that it was taken from. */
  gaps: number;
}

/** Gaps of so many days, and how many of them. */
export interface CountedGap {
  days: number;
  count: number;
}

/** The rhythm of many people's gaps; undefined where there are fewer than two. */
export function rhythmOf(gaps: readonly CountedGap[]): Rhythm | undefined {
  const sum = (of: (days: number) => number) =>
    gaps.reduce((total, { days, count }) => total + count * of(days), 0);
  const all = sum(() => 1);
  if (all < 2) return undefined;
  const mean = sum(Math.log) / all;
  return { mean, spread: Math.sqrt(sum((days) => (Math.log(days) - mean) ** 2) / all), gaps: all };
}

/** When somebody is overdue, by their own rhythm. */
export interface Overdue {
  /** Days since the last purchase. */
  days: number;
  /** Days between purchases that are usual for this person. */
  usual: number;
  /** Days that only one gap in twenty is longer than. */
  threshold: number;
  overdue: boolean;
}

/** As many gaps of other people as weigh like the person's own. */
const PRIOR_GAPS = 3;
/** So that somebody who was punctual by chance is not overdue a day later. */
const LEAST_SPREAD = 0.2;
const ONE_IN_TWENTY = 1.645;

/**
 * Whether somebody has stayed away for longer than their rhythm lets expect. Gaps are taken as log-normal; the
 * person's own are weighed with three of `others` (the category's or the base's rhythm), by the conjugate prior of a
 * normal mean and variance (Gelman et al., Bayesian Data Analysis, 3.3), so that a newcomer has the others' threshold
 * and a regular their own. `days`: numbers of the days with a purchase, ascending. `today`: the number of this day.
 * Undefined where nothing can be said: nobody else's rhythm is known, nor two gaps of the person.
 */
export function overdueBy(
  days: readonly number[],
  others: Rhythm | undefined,
  today: number,
): Overdue | undefined {
  const last = days.at(-1);
  const own = days.slice(1).map((day, i) => Math.log(day - (days[i] ?? day)));
  if (last === undefined || (others === undefined && own.length < 2)) return undefined;
  const weight = others ? PRIOR_GAPS : 0;
  const prior = others ?? { mean: 0, spread: 0 };
  const all = weight + own.length;
  const mean = (weight * prior.mean + own.reduce((sum, gap) => sum + gap, 0)) / all;
  const squares = own.reduce((sum, gap) => sum + (gap - mean) ** 2, 0);
  const variance = (weight * (prior.spread ** 2 + (prior.mean - mean) ** 2) + squares) / all;
  const threshold = Math.exp(mean + ONE_IN_TWENTY * Math.max(LEAST_SPREAD, Math.sqrt(variance)));
  const away = Math.max(0, today - last);
  return { days: away, usual: Math.exp(mean), threshold, overdue: away > threshold };
}
