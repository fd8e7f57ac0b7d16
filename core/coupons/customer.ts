import type { Work } from '../store';
import { readTerms, writeTerms } from './terms';

/** Coupons of erased people stay, for they are counted; whom they are for is forgotten. */
export async function withoutCustomer(work: Work, contacts: readonly number[]): Promise<void> {
  const rows = await work
    .selectFrom('coupon')
    .where('contact_id', 'in', contacts)
    .select(['id', 'terms'])
    .execute();
  for (const { id, terms: written } of rows) {
    const terms = readTerms(written);
    if (!terms?.customer) continue;
    await work
      .updateTable('coupon')
      .set({ terms: writeTerms({ ...terms, customer: null }) })
      .where('id', '=', id)
      .execute();
  }
}
