import type { Condition } from './types';

/** A condition, and where in its definition it stands: `where.all[2]`. */
export interface Placed<C extends Condition = Condition> {
  place: string;
  condition: C;
}

/** Conditions that are made of others. */
export type Logic = Extract<Condition, { all: unknown } | { any: unknown } | { none: unknown }>;
/** Conditions that say something themselves. */
export type Leaf = Exclude<Condition, Logic>;

/** The conditions that one is made of; undefined for one that says something itself. */
export function partsOf({ place, condition }: Placed): Placed[] | undefined {
  const [key, parts] =
    'all' in condition
      ? ['all', condition.all]
      : 'any' in condition
        ? ['any', condition.any]
        : 'none' in condition
          ? ['none', condition.none]
          : ['', undefined];
  return parts?.map((part, i) => ({ place: `${place}.${key}[${i}]`, condition: part }));
}

/** The conditions below this one, and itself, that say something themselves, in the order of reading. */
export function leavesOf(condition: Condition, place = 'where'): Placed<Leaf>[] {
  const parts = partsOf({ place, condition });
  if (parts) return parts.flatMap((part) => leavesOf(part.condition, part.place));
  return isLeaf(condition) ? [{ place, condition }] : [];
}

const isLeaf = (condition: Condition): condition is Leaf =>
  !('all' in condition || 'any' in condition || 'none' in condition);
