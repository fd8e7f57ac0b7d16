/** How pauses grow: from `first` on, each `growth` times as long as the one before, none over `longest`. Milliseconds. */
interface Growth {
  first: number;
  growth: number;
  longest: number;
}

/**
 * How long (ms) to wait after so many failures (0 for the first). Half of it is left to chance, so that those who failed
 * together do not come back together.
 */
export function growingPause(
  { first, growth, longest }: Growth,
  failures: number,
  random = Math.random,
): number {
  const most = Math.min(first * growth ** failures, longest);
  return Math.round(most / 2 + (most / 2) * random());
}
