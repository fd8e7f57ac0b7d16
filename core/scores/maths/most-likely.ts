import { minimise } from './minimise';
import { Slices } from './slices';

const FARTHEST = 12;
const STEPS_BETWEEN_LOOKS = 1_000;

/**
 * The parameters of a model, all above 0, under which what was observed is most likely. `start`: about their size.
 * `likelihoodAt`: for given parameters, the logarithm of one observation's likelihood. Yields to the event loop.
 */
export async function mostLikely<Observed extends { count: number }>(
  observations: readonly Observed[],
  start: readonly number[],
  likelihoodAt: (parameters: readonly number[]) => (observed: Observed) => number,
): Promise<readonly number[]> {
  const slices = new Slices();
  const all = observations.reduce((sum, { count }) => sum + count, 0);
  const parametersAt = (logs: readonly number[]) => logs.map((log, i) => (start[i] ?? 1) * Math.exp(log));
  const surprise = async (logs: readonly number[]) => {
    if (logs.some((log) => Math.abs(log) > FARTHEST)) return Infinity;
    const likelihood = likelihoodAt(parametersAt(logs));
    let sum = 0;
    for (const [i, observed] of observations.entries()) {
      sum -= observed.count * likelihood(observed);
      if (i % STEPS_BETWEEN_LOOKS === 0 && slices.over) await slices.next();
    }
    return sum / all;
  };
  return parametersAt(
    await minimise(
      surprise,
      start.map(() => 0),
    ),
  );
}
