import { sql } from 'kysely';
import type { Filter, Range } from '../definition/types';
import { categoryKey, couponKey } from '../../ingest/event';
import { inRange } from './range';
import type { Rows, TextFact } from './rows';
import { type Key, textTest } from './text-test';
import type { Sql, Words } from './words';

const textFacts: readonly TextFact[] = [
  'product',
  'category',
  'channel',
  'coupon',
  'currency',
  'source',
  'via',
];

const keys: Partial<Record<TextFact, Key>> = { category: categoryKey, coupon: couponKey };

/** So many people favoured the product, as of the last scoring run. */
function favoured(rows: Rows, range: Range): Sql<boolean> {
  const people = (product: Sql<string>) =>
    sql<number>`coalesce((select contacts from product_popularity as liked where liked.product = ${product}), 0)`;
  return rows.some('product')(
    (product) => sql`${product} is not null and ${inRange(people(product), range)}`,
  );
}

/** What a filter asks of happenings. */
export function testsOf(words: Words, rows: Rows, filter: Filter): Sql<boolean>[] {
  const { amount, favouritedBy, ...texts } = filter;
  const tests = textFacts.flatMap((fact) => {
    const test = texts[fact];
    return test ? [textTest(words, test, rows.some(fact), keys[fact])] : [];
  });
  if (amount) tests.push(inRange(rows.amount, amount));
  if (favouritedBy) tests.push(favoured(rows, favouritedBy));
  return tests;
}
