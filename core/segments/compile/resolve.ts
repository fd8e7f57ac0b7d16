import { StepError } from '../../errors';
import { MOST_CONDITIONS } from '../definition/schema';
import { checkSize } from '../definition/size';
import type { Condition, SegmentDefinition, Window } from '../definition/types';

type Find = (name: string) => SegmentDefinition | undefined;

/**
 * A definition with each segment that it names written out, so that it stands for itself. `find`: the checked
 * definition of a name. Throws `StepError` for a name that nobody has, for segments that ask for each other, and for
 * what grows too large.
 */
export function resolve(definition: SegmentDefinition, find: Find): SegmentDefinition {
  const where = writtenOut(definition.where, find);
  checkSize(where);
  return { ...definition, where };
}

function writtenOut(condition: Condition, find: Find): Condition {
  let segments = 0;
  const write = (one: Condition, way: readonly string[]): Condition =>
    mapped(one, (leaf) => {
      if (!('memberOf' in leaf)) return leaf;
      const { memberOf: name } = leaf;
      const other = find(name);
      if (!other)
        throw new StepError(`There is no segment “${name}”.`, {
          advice: 'Save that segment first, or correct its name after “memberOf”.',
        });
      const round = [...way, name];
      if (way.includes(name))
        throw new StepError(
          `The segments ${round.map((segment) => `“${segment}”`).join(' → ')} ask for each other.`,
          { advice: 'Take “memberOf” out of one of them.' },
        );
      segments += 1;
      if (segments > MOST_CONDITIONS)
        throw new StepError('The definition asks for too many segments, which ask for others.', {
          advice: `Keep to ${MOST_CONDITIONS} in all.`,
        });
      return mapped(write(other.where, round), (its) => inZone(its, other.timeZone ?? 'utc'));
    });
  return write(condition, []);
}

/** A condition with those that it is made of changed. */
function mapped(condition: Condition, change: (leaf: Condition) => Condition): Condition {
  const each = (parts: readonly Condition[]) => parts.map((part) => mapped(part, change));
  if ('all' in condition) return { all: each(condition.all) };
  if ('any' in condition) return { any: each(condition.any) };
  if ('none' in condition) return { none: each(condition.none) };
  return change(condition);
}

/** A condition whose windows keep the zone of the definition that they were written in. */
function inZone(leaf: Condition, timeZone: string): Condition {
  const zoned = (window: Window): Window => ({ timeZone, ...window });
  if ('after' in leaf) {
    const { after } = leaf;
    return after.when ? { ...leaf, after: { ...after, when: zoned(after.when) } } : leaf;
  }
  if ('first' in leaf || 'last' in leaf) return { ...leaf, is: zoned(leaf.is) };
  return 'when' in leaf ? { ...leaf, when: zoned(leaf.when) } : leaf;
}
