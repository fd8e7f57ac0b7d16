import type { StepContext } from '../steps/define';
import type { Work } from '../store';
import { blaming, namedDefinition } from './asked';
import { type Asked, evaluate, loadScoring, resolve } from './compile';
import { definitionFinder } from './membership';

/**
 * The segments of these names that each contact is in, at their own now. Throws `StepError` naming `parameter` where
 * there is no such segment.
 */
export async function segmentsOf(
  work: Work,
  { store }: Pick<StepContext, 'store'>,
  names: readonly string[],
  people: readonly Asked[],
  parameter: string,
): Promise<Map<number, Set<string>>> {
  if (names.length === 0 || people.length === 0) return new Map();
  const find = await definitionFinder(work);
  const definitions = blaming(parameter, () =>
    names.map((name) => resolve(namedDefinition(name, find), find)),
  );
  const verdicts = await evaluate(work, store, definitions, people, await loadScoring(work));
  return new Map(
    people.map(({ id }, place) => [
      id,
      new Set(names.filter((_, index) => verdicts[place]?.[index]?.member)),
    ]),
  );
}
