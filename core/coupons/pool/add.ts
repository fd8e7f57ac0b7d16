import { DateTime } from 'luxon';
import { StepError } from '../../errors';
import type { JsonObject, Outcome, StepContext, StepItem } from '../../steps/define';
import { insertRows, storable } from '../../store';

export interface PoolValues {
  pool: string;
  code: string;
  expires: string;
}

interface Entry {
  item: number;
  json: JsonObject;
  pool: string;
  code: string;
  expires_at: number | null;
}

const LONGEST_CODE = 100;

function entryOf({ json, values }: StepItem<PoolValues>, item: number): Entry | string {
  const own = json['code'];
  const text =
    values.code !== '' ? values.code : typeof own === 'string' || typeof own === 'number' ? String(own) : '';
  const code = storable(text).trim();
  if (code === '') return 'The item has no code.';
  if (code.length > LONGEST_CODE) return `The code is longer than ${LONGEST_CODE} letters.`;
  const expires = values.expires === '' ? null : DateTime.fromISO(values.expires, { zone: 'utc' });
  if (expires && !expires.isValid) return `“${values.expires}” is not a date; write it like 2026-12-31.`;
  return { item, json, pool: values.pool.trim(), code, expires_at: expires ? expires.toMillis() : null };
}

/** Coupon Pool: adds codes, each once; a code that is there already or is none leaves by `rejected`. */
export async function addToPool(
  items: readonly StepItem<PoolValues>[],
  { store, clock }: StepContext,
): Promise<Outcome[]> {
  const rejected = (item: number, json: JsonObject, reason: string): Outcome => ({
    item,
    output: 'rejected',
    json: { ...json, reason },
  });
  const entries: Entry[] = [];
  const outcomes: Outcome[] = [];
  items.forEach(({ json, values }, item) => {
    if (values.pool.trim() === '')
      outcomes.push({
        item,
        error: new StepError('“Pool” is empty.', { parameter: 'pool', advice: 'Name the pool.' }),
      });
    else {
      const entry = entryOf({ json, values }, item);
      if (typeof entry === 'string') outcomes.push(rejected(item, json, entry));
      else entries.push(entry);
    }
  });
  const keyOf = ({ pool, code }: { pool: string; code: string }) => `${pool}\n${code}`;
  // Of equal codes the first counts.
  const once = new Map(entries.toReversed().map((entry) => [keyOf(entry), entry]));
  const added_at = clock.now();
  const rows = [...once.values()].map(({ pool, code, expires_at }) => ({ pool, code, expires_at, added_at }));
  const inserted =
    rows.length === 0
      ? []
      : await store.write((work) =>
          insertRows(
            work,
            store,
            'pool_code',
            { pool: 'text', code: 'text', expires_at: 'integer', added_at: 'integer' },
            rows,
          )
            .onConflict((conflict) => conflict.columns(['pool', 'code']).doNothing())
            .returning(['pool', 'code'])
            .execute(),
        );
  const fresh = new Set(inserted.map(keyOf));
  for (const { item, json, pool, code } of entries) {
    if (fresh.delete(keyOf({ pool, code })))
      outcomes.push({ item, output: 'added', json: { ...json, pool, code } });
    else outcomes.push(rejected(item, json, `The pool “${pool}” has this code already.`));
  }
  return outcomes;
}
