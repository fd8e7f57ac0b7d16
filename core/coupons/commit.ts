import type { StepError } from '../errors';
import { catchUp, updateMemberships } from '../segments/membership/update';
import type { StepContext } from '../steps/define';
import type { Store, Work } from '../store';
import { spend } from './limits';
import { recountRedemptions } from './redeem';
import { type CouponRow, couponsById } from './rows';
import type { Settled } from './shop';

/** What a shop said to a reserved coupon: its id there, a refusal, or nothing that could be relied on. */
export type Made = { row: CouponRow } & ({ shopId: string } | { refusal: string } | { unsettled: StepError });

/**
 * Writes what the shop said, in one transaction: coupons are issued, refused ones released and their part of the limits
 * given back. Nothing is written of a coupon that `worker` no longer holds. Answers what is in the store now.
 */
export async function commit(
  { store, clock }: StepContext,
  worker: string,
  made: readonly Made[],
): Promise<Settled> {
  const ids = made.map(({ row }) => row.id);
  const rows = await store.write(async (work) => {
    const people = await holdOwners(work, store, ids);
    await catchUp(work, store, clock, people);
    for (const one of made) await write(work, store, worker, one);
    await recountRedemptions(work, store, ids);
    await updateMemberships(
      work,
      store,
      clock,
      people.map((contact) => ({ contact, touches: ['coupons'] })),
    );
    return couponsById(work, store, ids);
  });
  const unsettled = new Map(made.flatMap((one) => ('unsettled' in one ? [[one.row.id, one.unsettled]] : [])));
  return new Map(
    rows.flatMap((row): [number, CouponRow | StepError][] => {
      const error = row.state === 'reserved' ? unsettled.get(row.id) : undefined;
      return row.state === 'reserved' && !error ? [] : [[row.id, error ?? row]];
    }),
  );
}

/** The people of coupons, their rows held; again where two of them became one meanwhile. */
async function holdOwners(work: Work, store: Store, ids: readonly number[]): Promise<number[]> {
  const owners = async () => [
    ...new Set((await couponsById(work, store, ids)).map(({ contact_id }) => contact_id)),
  ];
  for (let people = await owners(); ;) {
    await store.lockContacts(work, people);
    const now = await owners();
    if (now.every((id) => people.includes(id))) return now;
    people = now;
  }
}

async function write(work: Work, store: Store, worker: string, made: Made): Promise<void> {
  const free = { claim: null, claimed_until: null };
  const change =
    'shopId' in made
      ? { ...free, state: 'issued', shop_id: made.shopId }
      : 'refusal' in made
        ? { ...free, state: 'released', reason: made.refusal }
        : free;
  const [row] = await work
    .updateTable('coupon')
    .set(change)
    .where('id', '=', made.row.id)
    .where('claim', '=', worker)
    .returningAll()
    .execute();
  if (row && 'refusal' in made) await giveBack(work, store, [row]);
}

/** Makes room in the limits that coupons were part of. */
export async function giveBack(work: Work, store: Store, rows: readonly CouponRow[]): Promise<void> {
  for (const { enrolment_id, counted_on, currency, liability } of rows) {
    if (counted_on === null || currency === null) continue;
    const { journey } = await work
      .selectFrom('enrolment')
      .where('id', '=', enrolment_id)
      .select('journey')
      .executeTakeFirstOrThrow();
    await spend(work, store, [{ journey, day: counted_on, currency, liability }], -1);
  }
}
