import { StepError } from '../../errors';
import { DEEPEST, MOST_CONDITIONS } from './schema';
import type { Condition } from './types';
import { partsOf } from './walk';

/** How many conditions there are, and how deep they lie in each other. */
function sizeOf(condition: Condition): { conditions: number; depth: number } {
  const parts = (partsOf({ place: '', condition }) ?? []).map((part) => sizeOf(part.condition));
  return {
    conditions: parts.reduce((sum, { conditions }) => sum + conditions, 1),
    depth: 1 + Math.max(0, ...parts.map(({ depth }) => depth)),
  };
}

/** Throws a `StepError` for a condition that is larger than the stores can be asked. */
export function checkSize(where: Condition): void {
  const { conditions, depth } = sizeOf(where);
  if (conditions <= MOST_CONDITIONS && depth <= DEEPEST) return;
  throw new StepError(
    conditions > MOST_CONDITIONS
      ? `The definition holds ${conditions} conditions, with those of the segments that it names.`
      : `The definition’s conditions lie ${depth} deep in each other, with those of the segments that it names.`,
    { advice: `Keep to ${MOST_CONDITIONS} conditions, ${DEEPEST} deep.` },
  );
}
