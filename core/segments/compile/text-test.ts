import { sql } from 'kysely';
import type { TextTest } from '../definition/types';
import { either, type Sql, type Words } from './words';

/** Whether one of some texts is like this; of several it is enough that one is. */
export type Some = (isLike: (text: Sql<string>) => Sql<boolean>) => Sql<boolean>;

/** A text in the form in which it is kept and compared. */
export type Key = (text: string) => string;

/** A test of some texts. `key`: turns what it says into the form in which they are kept. */
export function textTest(words: Words, test: TextTest, some: Some, key: Key = (text) => text): Sql<boolean> {
  if ('is' in test) return some((text) => sql`${text} = ${key(test.is)}`);
  if ('isNot' in test) return sql`not ${some((text) => sql`${text} = ${key(test.isNot)}`)}`;
  if ('in' in test) return some((text) => words.oneOf(text, test.in.map(key)));
  if ('contains' in test) return some((text) => sql`${words.position(text, key(test.contains))} > 0`);
  if ('startsWith' in test) return some((text) => sql`${words.position(text, key(test.startsWith))} = 1`);
  if ('under' in test) {
    const branch = key(test.under);
    return some((text) =>
      either([sql`${text} = ${branch}`, sql`${words.position(text, `${branch} > `)} = 1`]),
    );
  }
  const said = some((text) => sql`${text} is not null`);
  return test.exists ? said : sql`not ${said}`;
}
