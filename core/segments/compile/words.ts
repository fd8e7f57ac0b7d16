import { type RawBuilder, sql } from 'kysely';
import type { Dialect } from '../../store';

/** A piece of SQL that yields a value of the type. */
export type Sql<T> = RawBuilder<T>;

/** What the two stores write differently in a condition. */
export interface Words {
  /** The smallest and the largest of values none of which is null. */
  least(values: readonly Sql<number>[]): Sql<number>;
  greatest(values: readonly Sql<number>[]): Sql<number>;
  /** Where in a text another begins, from 1 on; 0 where it does not. */
  position(text: Sql<string>, part: string): Sql<number>;
  oneOf(text: Sql<string>, texts: readonly string[]): Sql<boolean>;
  /** The text at a path of JSON text; null where there is none. Names of fields hold neither quotes nor backslashes. */
  json(text: Sql<string>, path: readonly (string | number)[]): Sql<string>;
}

/** As many as a function of SQLite takes. */
const MOST_ARGUMENTS = 100;

/** A function of as many values as there are, at least one; of one it is that. */
function ofAll(values: readonly Sql<number>[], named: string): Sql<number> {
  const [first, ...rest] = values;
  if (first && rest.length === 0) return first;
  const listed = values.slice(0, MOST_ARGUMENTS);
  const all = sql<number>`${sql.raw(named)}(${sql.join(listed)})`;
  return values.length === listed.length ? all : ofAll([all, ...values.slice(MOST_ARGUMENTS)], named);
}

const sqlitePath = (path: readonly (string | number)[]) =>
  path.map((key) => (typeof key === 'number' ? `[${key}]` : `."${key}"`)).join('');

const sqlite: Words = {
  least: (values) => ofAll(values, 'min'),
  greatest: (values) => ofAll(values, 'max'),
  position: (text, part) => sql`instr(${text}, ${part})`,
  oneOf: (text, texts) => sql`${text} in (select value from json_each(${JSON.stringify(texts)}))`,
  json: (text, path) => sql`(${text} ->> ${`$${sqlitePath(path)}`})`,
};

const postgres: Words = {
  least: (values) => ofAll(values, 'least'),
  greatest: (values) => ofAll(values, 'greatest'),
  position: (text, part) => sql`strpos(${text}, ${part})`,
  oneOf: (text, texts) => sql`${text} = any(${texts}::text[])`,
  json: (text, path) => sql`(${text}::jsonb #>> ${path.map(String)}::text[])`,
};

export const words: Record<Dialect, Words> = { sqlite, postgres };

/** A whole number as a parameter; neither store takes it for anything else. */
export const int = (value: number): Sql<number> => sql`cast(${value} as bigint)`;

/** An instant that never comes; largest of the numbers that are exact in JavaScript. */
export const NEVER = Number.MAX_SAFE_INTEGER;
export const never: Sql<number> = sql`${sql.lit(NEVER)}`;

/** True where all hold. */
export const both = (parts: readonly Sql<boolean>[]): Sql<boolean> =>
  parts.length === 0 ? sql`true` : sql`(${sql.join(parts, sql` and `)})`;

/** True where one holds. */
export const either = (parts: readonly Sql<boolean>[]): Sql<boolean> =>
  parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
