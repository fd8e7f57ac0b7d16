import type { StepError } from '../errors';
import type { StepContext } from '../steps/define';
import type { Work } from '../store';
import { changeCoupons } from './change';
import { giveBack } from './give-back';
import type { CouponRow } from './rows';

/** What became of reserved coupons, by id: their row, or why that is not known yet. */
export type Settled = Map<number, CouponRow | StepError>;

/** What a shop said to a reserved coupon: its id there, a refusal, or nothing that could be relied on. */
export type Made = { row: CouponRow } & ({ shopId: string } | { refusal: string } | { unsettled: StepError });

/**
 * Writes what the shop said, in one transaction: coupons are issued, refused ones released and what they took given
 * back. Nothing is written of a coupon that `worker` no longer holds. Answers what is in the store now.
 */
export async function commit(context: StepContext, worker: string, made: readonly Made[]): Promise<Settled> {
  const ids = made.map(({ row }) => row.id);
  const rows = await changeCoupons(context, ids, async (work) => {
    for (const one of made) await write(work, context, worker, one);
  });
  const unsettled = new Map(made.flatMap((one) => ('unsettled' in one ? [[one.row.id, one.unsettled]] : [])));
  return new Map(
    rows.flatMap((row): [number, CouponRow | StepError][] => {
      const error = row.state === 'reserved' ? unsettled.get(row.id) : undefined;
      return row.state === 'reserved' && !error ? [] : [[row.id, error ?? row]];
    }),
  );
}

async function write(work: Work, context: StepContext, worker: string, made: Made): Promise<void> {
  const free = { claim: null, claimed_until: null };
  const change =
    'shopId' in made
      ? { ...free, state: 'issued', shop_id: made.shopId }
      : 'refusal' in made
        ? { ...free, state: 'released', reason: made.refusal }
        : free;
  const rows = await work
    .updateTable('coupon')
    .set(change)
    .where('id', '=', made.row.id)
    .where('claim', '=', worker)
    .returningAll()
    .execute();
  if ('refusal' in made) await giveBack(work, context, rows);
}
