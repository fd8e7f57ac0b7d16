import { catchUp, updateMemberships } from '../segments/membership/update';
import type { StepContext } from '../steps/define';
import type { Store, Work } from '../store';
import { recountRedemptions } from './redeem';
import { type CouponRow, couponsById } from './rows';

/**
 * Changes coupons in one transaction: the rows of their people are held meanwhile, and their segments brought up to
 * date. Answers what is in the store then.
 */
export function changeCoupons(
  { store, clock }: Pick<StepContext, 'store' | 'clock'>,
  ids: readonly number[],
  change: (work: Work) => Promise<void>,
): Promise<CouponRow[]> {
  return store.write(async (work) => {
    const people = await holdOwners(work, store, ids);
    await catchUp(work, store, clock, people);
    await change(work);
    await recountRedemptions(work, store, ids);
    await updateMemberships(
      work,
      store,
      clock,
      people.map((contact) => ({ contact, touches: ['coupons'] })),
    );
    return couponsById(work, store, ids);
  });
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
