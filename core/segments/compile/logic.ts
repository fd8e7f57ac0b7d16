import { sql } from 'kysely';
import type { Compiled, Scope } from './scope';
import { both, either, never, type Sql } from './words';

/**
 * When parts change, whose `settled` says that those which time does not touch leave it to the others; otherwise
 * time changes nothing.
 */
function flips(scope: Scope, parts: readonly Compiled[], settled: Sql<boolean>): Sql<number> | undefined {
  const moving = parts.flatMap(({ flipsAt }) => (flipsAt ? [flipsAt] : []));
  if (moving.length === 0) return undefined;
  const next = scope.words.least(moving);
  return moving.length === parts.length ? next : sql`case when ${settled} then ${next} else ${never} end`;
}

const still = (parts: readonly Compiled[]) =>
  parts.flatMap(({ member, flipsAt }) => (flipsAt ? [] : [member]));

const compiled = (member: Sql<boolean>, flipsAt: Sql<number> | undefined): Compiled => ({
  member,
  ...(flipsAt && { flipsAt }),
});

export const all = (scope: Scope, parts: readonly Compiled[]): Compiled =>
  compiled(both(parts.map(({ member }) => member)), flips(scope, parts, both(still(parts))));

export const any = (scope: Scope, parts: readonly Compiled[]): Compiled =>
  compiled(either(parts.map(({ member }) => member)), flips(scope, parts, sql`not ${either(still(parts))}`));

export function none(scope: Scope, parts: readonly Compiled[]): Compiled {
  const one = any(scope, parts);
  return { ...one, member: sql`not ${one.member}` };
}
