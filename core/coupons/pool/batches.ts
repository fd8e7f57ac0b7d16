import type { Selectable } from 'kysely';
import { StepError } from '../../errors';
import type { BatchAnswer, CouponTerms } from '../../shops/account';
import type { StepContext } from '../../steps/define';
import { insertRows, type Store, type Tables, type Work } from '../../store';
import { randomCode } from '../pattern';

export type PoolBatch = Selectable<Tables['pool_batch']>;

/** What a batch is to be. */
export interface BatchPlan {
  pool: string;
  name: string;
  /** The way into the shop. */
  shop: string;
  terms: CouponTerms;
  /** How many codes. */
  wanted: number;
}

/** The terms of a batch as they were when it was begun. */
export const termsIn = ({ terms }: PoolBatch): CouponTerms => JSON.parse(terms) as CouponTerms;

/**
 * Begins a batch, or goes on with the one of this name: with the terms that it was begun with, and with more codes if
 * more are wanted now. Throws `StepError` when it was begun with other terms.
 */
export function beginBatch(store: Store, plan: BatchPlan): Promise<PoolBatch> {
  const { pool, name, shop, terms, wanted } = plan;
  return store.write(async (work) => {
    await work
      .insertInto('pool_batch')
      .values({ pool, name, shop, terms: JSON.stringify(terms), wanted, made: 0, reference: null })
      .onConflict((conflict) => conflict.columns(['pool', 'name']).doNothing())
      .execute();
    const batch = await work
      .selectFrom('pool_batch')
      .where('pool', '=', pool)
      .where('name', '=', name)
      .selectAll()
      .executeTakeFirstOrThrow();
    if (batch.shop !== shop || !isSameRule(termsIn(batch), terms)) throw otherRule(plan);
    if (batch.wanted >= wanted) return batch;
    await work.updateTable('pool_batch').set({ wanted }).where('id', '=', batch.id).execute();
    return { ...batch, wanted };
  });
}

/** Whether terms differ only in their dates, which follow from when the batch was begun. */
function isSameRule(one: CouponTerms, other: CouponTerms): boolean {
  const [a, b] = [one, other].map((terms) => JSON.stringify({ ...terms, startsAt: 0, expiresAt: 0 }));
  return a === b;
}

const otherRule = ({ name, pool }: BatchPlan) =>
  new StepError(`The batch “${name}” of the pool “${pool}” was begun with another rule or in another shop.`, {
    parameter: 'batch',
    advice: 'Give this batch another name, or the rule that it was begun with.',
  });

/** Codes of a batch that the shop is yet to be asked for, at `most` so many: those that are written down, or new ones. */
export async function nextCodes(
  { store, clock }: Pick<StepContext, 'store' | 'clock'>,
  { id, pool, wanted, made, terms }: PoolBatch,
  { pattern, most }: { pattern: string; most: number },
): Promise<string[]> {
  const planned = await store.db
    .selectFrom('pool_code')
    .where('batch_id', '=', id)
    .where('planned', '=', 1)
    .select('code')
    .orderBy('code')
    .limit(most)
    .execute();
  if (planned.length > 0) return planned.map(({ code }) => code);
  const count = Math.min(most, wanted - made);
  const { expiresAt } = JSON.parse(terms) as CouponTerms;
  const codes = [...new Set(Array.from({ length: count }, () => randomCode(pattern)))];
  const common = { pool, expires_at: expiresAt, added_at: clock.now(), batch_id: id, planned: 1 };
  const columns = {
    pool: 'text',
    code: 'text',
    expires_at: 'integer',
    added_at: 'integer',
    batch_id: 'integer',
    planned: 'integer',
  } as const;
  const inserted = await store.write((work) =>
    insertRows(
      work,
      store,
      'pool_code',
      columns,
      codes.map((code) => ({ ...common, code })),
    )
      .onConflict((conflict) => conflict.columns(['pool', 'code']).doNothing())
      .returning('code')
      .execute(),
  );
  return inserted.map(({ code }) => code);
}

/** Writes what the shop said, in one transaction: what it made can be handed out, what it refused is forgotten. */
export function noteAnswer(store: Store, { id, pool }: PoolBatch, answer: BatchAnswer): Promise<PoolBatch> {
  return store.write(async (work) => {
    const made = await release(work, store, pool, answer.created);
    const refused = store.batch(
      { code: 'text' },
      answer.refused.map(({ code }) => ({ code })),
    );
    if (answer.refused.length > 0) {
      await work
        .deleteFrom('pool_code')
        .where('pool', '=', pool)
        .where('planned', '=', 1)
        .where('code', 'in', (eb) => eb.selectFrom(refused.as('refused')).select('refused.code'))
        .execute();
    }
    return work
      .updateTable('pool_batch')
      .set((eb) => ({ made: eb('made', '+', made), reference: answer.reference }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

/** How many of the codes became such that can be handed out. */
async function release(work: Work, store: Store, pool: string, codes: readonly string[]): Promise<number> {
  if (codes.length === 0) return 0;
  const created = store.batch(
    { code: 'text' },
    codes.map((code) => ({ code })),
  );
  const { numUpdatedRows } = await work
    .updateTable('pool_code')
    .set({ planned: 0 })
    .where('pool', '=', pool)
    .where('planned', '=', 1)
    .where('code', 'in', (eb) => eb.selectFrom(created.as('created')).select('created.code'))
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
