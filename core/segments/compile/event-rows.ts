import { sql } from 'kysely';
import { column, ofParts, ofText, type Rows } from './rows';
import type { Words } from './words';

/** The events of a name, as they were told. */
export function eventRows(words: Words, alias: string, name: string): Rows {
  const data = column<string>(alias, 'data');
  return {
    from: sql`event as ${sql.ref(alias)}`,
    where: sql`${column(alias, 'contact_id')} = r.contact_id and ${column(alias, 'name')} = ${name}`,
    at: column(alias, 'at'),
    amount: column(alias, 'amount'),
    some(fact) {
      if (fact === 'coupon')
        return ofParts(alias, fact, column(alias, 'source'), words.json(data, ['order', 'id']));
      if (fact === 'currency') return ofText(words.json(data, ['order', 'currency']));
      if (fact === 'via') return ofText(words.json(data, ['via']));
      return ofText(column(alias, fact));
    },
    isOther: (other) => sql`${column(other, 'id')} <> ${column(alias, 'id')}`,
  };
}
