import fc from 'fast-check';
import { customerIdentity, orderIdentity, type ShopEvent, takeEvents } from '../../core/ingest';
import type { Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { describeOnStores } from '../support/stores';

const START = Date.parse('2026-03-02T09:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What somebody's order came to. */
interface Bought {
  amount: number | undefined;
  currency: string | undefined;
  placedOnly: boolean;
  hour: number;
  refunded: number;
  cancelled: boolean;
}

const bought: fc.Arbitrary<Bought> = fc.record({
  amount: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  currency: fc.constantFrom('EUR', 'EUR', 'USD', undefined),
  placedOnly: fc.boolean(),
  hour: fc.nat(60),
  refunded: fc.constantFrom(0, 0, 1, 20),
  cancelled: fc.boolean(),
});

let made = 0;

function told(one: Bought): ShopEvent[] {
  made += 1;
  const id = `o${made}`;
  const { amount, currency, placedOnly, hour, refunded, cancelled } = one;
  const facts = { id, ...(amount !== undefined && { amount }), ...(currency !== undefined && { currency }) };
  const event = (name: ShopEvent['name'], data: ShopEvent['data']): ShopEvent => ({
    source: 'shop',
    sourceId: `${name} ${id}`,
    name,
    at: START + hour * HOUR,
    identities: [customerIdentity('shop', 'ann'), orderIdentity('shop', id)],
    profile: {},
    data,
  });
  return [
    event(placedOnly ? 'order_placed' : 'order_paid', { order: facts }),
    ...(refunded > 0 ? [event('order_refunded', { order: { id, refunded } })] : []),
    ...(cancelled ? [event('order_cancelled', { order: { id } })] : []),
  ];
}

/** Counted by hand, from what the table of orders holds. */
async function countedByHand(store: Store) {
  const orders = await store.db.selectFrom('shop_order').selectAll().execute();
  const kept = orders.flatMap((order) =>
    order.paid_at !== null &&
    order.cancelled_at === null &&
    (order.refunded === 0 || order.refunded < (order.amount ?? 0))
      ? [{ ...order, paid_at: order.paid_at }]
      : [],
  );
  const latest = kept.toSorted(
    (a, b) => b.paid_at - a.paid_at || ((a.currency ?? '') < (b.currency ?? '') ? 1 : -1),
  );
  const currency = latest[0]?.currency ?? null;
  const paidAt = kept.map(({ paid_at }) => paid_at);
  const inIt = currency === null ? [] : kept.filter((order) => order.currency === currency);
  return {
    orders_placed: orders.filter(({ placed_at, paid_at }) => placed_at !== null || paid_at !== null).length,
    orders_open: orders.filter(
      ({ placed_at, paid_at, cancelled_at }) =>
        placed_at !== null && paid_at === null && cancelled_at === null,
    ).length,
    orders_paid: kept.length,
    first_paid_at: paidAt.length === 0 ? null : Math.min(...paidAt),
    last_paid_at: paidAt.length === 0 ? null : Math.max(...paidAt),
    days_paid: new Set(paidAt.map((at) => Math.floor(at / DAY))).size,
    currency,
    spent: inIt.reduce((sum, { amount, refunded }) => sum + (amount ?? 0) - refunded, 0),
  };
}

describeOnStores('What somebody has bought', (store) => {
  test('is counted in the currency of the latest order, whatever currencies and amounts there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bought, { minLength: 1, maxLength: 6 }), async (history) => {
        await store().db.deleteFrom('shop_order').execute();
        const events = history.flatMap(told);
        await store().write((work) => takeEvents(work, store(), new TestClock(), events));
        const rollup = await store().db.selectFrom('rollup').selectAll().executeTakeFirstOrThrow();
        expect(rollup).toMatchObject(await countedByHand(store()));
      }),
      { numRuns: 60 },
    );
  });
});
