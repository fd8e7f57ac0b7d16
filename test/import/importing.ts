import {
  importFile,
  type ImportOptions,
  type ImportReport,
  type RejectedRow,
  textSource,
} from '../../core/import';
import type { Clock } from '../../core/clock';
import type { Store } from '../../core/store';

/** Imports a text as a file of the shop; its rejected rows come with the report. */
export async function importText(
  store: Store,
  clock: Clock,
  text: string,
  options: Partial<ImportOptions> = {},
): Promise<ImportReport & { rows: number; rejections: RejectedRow[] }> {
  const rejections: RejectedRow[] = [];
  const report = await importFile(store, clock, textSource('history.csv', text, clock.now()), {
    source: 'shop',
    timeZone: 'UTC',
    currency: 'EUR',
    shared: true,
    onRejected: async (rows) => void rejections.push(...rows),
    ...options,
  });
  return { ...report, rejections };
}

const told = ['identity', 'shop_order', 'order_part', 'rollup'] as const;

/** What imports write, to compare. */
export async function historyOf(store: Store): Promise<Record<string, string[]>> {
  const content = told.map(async (table) => {
    const rows = await store.db.selectFrom(table).selectAll().execute();
    return [table, rows.map((row) => JSON.stringify(row)).toSorted()] as const;
  });
  return Object.fromEntries(await Promise.all(content));
}

/** The contact that an identity leads to, with what is counted of it. */
export async function personBy(store: Store, kind: string, value: string) {
  const row = await store.db
    .selectFrom('identity')
    .innerJoin('contact', 'contact.id', 'identity.contact_id')
    .innerJoin('rollup', 'rollup.contact_id', 'contact.id')
    .where('identity.kind', '=', kind)
    .where('identity.value', '=', value)
    .selectAll('rollup')
    .select(['contact.profile', 'contact.unsubscribed_at'])
    .executeTakeFirstOrThrow();
  const profile = JSON.parse(row.profile) as Record<string, [string, number]>;
  return {
    ...row,
    profile: Object.fromEntries(Object.entries(profile).map(([field, [value]]) => [field, value])),
  };
}
