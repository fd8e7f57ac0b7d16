import { DateTime } from 'luxon';
import type { Store, Work } from '../../store';
import type { Plan } from '../plan';
import { isMarketing } from './values';

const asksForCustomers = ({ values }: Plan): boolean =>
  isMarketing(values) && values.consentRule === 'customers';

/** Those of the plans whose people have paid for an order within the months that their step asks for. */
export async function customersAmong(
  work: Work,
  store: Store,
  plans: readonly Plan[],
): Promise<ReadonlySet<Plan>> {
  const asking = plans.filter(asksForCustomers);
  if (asking.length === 0) return new Set();
  const ids = [...new Set(asking.map(({ passage }) => passage.contact.id))];
  const batch = store.batch(
    { contact_id: 'integer' },
    ids.map((contact_id) => ({ contact_id })),
  );
  const rows = await work
    .selectFrom(batch.as('asked'))
    .innerJoin('rollup', 'rollup.contact_id', 'asked.contact_id')
    .select(['rollup.contact_id', 'rollup.last_paid_at'])
    .execute();
  const paidAt = new Map(rows.map(({ contact_id, last_paid_at }) => [contact_id, last_paid_at]));
  return new Set(
    asking.filter(({ values, passage: { contact } }) => {
      const since = DateTime.fromMillis(contact.clock.now(), { zone: 'utc' }).minus({
        months: values.customerMonths,
      });
      return (paidAt.get(contact.id) ?? -Infinity) >= since.toMillis();
    }),
  );
}
