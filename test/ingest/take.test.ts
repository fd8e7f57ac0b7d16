import fc from 'fast-check';
import {
  customerIdentity,
  emailIdentity,
  orderIdentity,
  phoneIdentity,
  type ShopEvent,
  takeEvents,
} from '../../core/ingest';
import { openStore, type Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { describeOnStores } from '../support/stores';

const START = Date.parse('2026-03-02T09:00:00Z');

const identities = {
  ann: [customerIdentity('shop', '1')],
  annMail: [emailIdentity('ann@example.com')],
  annBoth: [customerIdentity('shop', '1'), emailIdentity('Ann@Example.com ')],
  bob: [customerIdentity('shop', '2'), phoneIdentity('+49 30 1234567')],
  bobPhone: [phoneIdentity('+49301234567')],
};

type Who = keyof typeof identities;

let made = 0;

function event(who: Who, name: ShopEvent['name'], at: number, more: Partial<ShopEvent> = {}): ShopEvent {
  made += 1;
  const own = identities[who].flatMap((identity) => identity ?? []);
  const order = more.data?.order;
  return {
    source: 'shop',
    sourceId: `e${made}`,
    name,
    at: START + at,
    identities: order ? [...own, orderIdentity('shop', order.id)] : own,
    profile: {},
    data: {},
    ...more,
  };
}

const take = (store: Store, events: ShopEvent[], clock = new TestClock()) =>
  store.write((work) => takeEvents(work, store, clock, events));

/** The state that matters, with contacts named by their identities instead of their ids. */
async function stateOf(store: Store) {
  const ids = await store.db.selectFrom('identity').selectAll().orderBy('kind').orderBy('value').execute();
  const names = new Map<number, string>();
  for (const { contact_id, kind, value } of ids) {
    names.set(contact_id, [names.get(contact_id), `${kind}=${value}`].filter(Boolean).join(','));
  }
  const name = (id: number) => names.get(id) ?? `nobody ${id}`;
  const living = await store.db.selectFrom('contact').where('merged_into', 'is', null).selectAll().execute();
  const rollups = await store.db.selectFrom('rollup').selectAll().execute();
  const orders = await store.db.selectFrom('shop_order').selectAll().orderBy('order_id').execute();
  const events = await store.db
    .selectFrom('event')
    .select(['source_id', 'contact_id', 'at', 'name'])
    .orderBy('source_id')
    .execute();
  const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).toSorted();
  const zero = {
    orders_placed: 0,
    orders_open: 0,
    orders_paid: 0,
    registered_at: null,
    cart_at: null,
    cart_items: null,
    first_paid_at: null,
    last_paid_at: null,
  };
  return {
    contacts: sorted(
      living.map(({ id, profile, unsubscribed_at, resubscribed_at }) => {
        const { contact_id: _, ...rollup } = rollups.find((row) => row.contact_id === id) ?? {
          contact_id: id,
          ...zero,
        };
        const fields = Object.entries(JSON.parse(profile) as object).toSorted(([a], [b]) => (a < b ? -1 : 1));
        return {
          name: name(id),
          fields,
          unsubscribed_at,
          resubscribed_at,
          rollup: Object.entries(rollup).toSorted(([a], [b]) => (a < b ? -1 : 1)),
        };
      }),
    ),
    orders: sorted(orders.map(({ contact_id, ...row }) => ({ ...row, contact: name(contact_id) }))),
    events: sorted(events.map(({ contact_id, ...row }) => ({ ...row, contact: name(contact_id) }))),
  };
}

describeOnStores('Taking events in', (store, storePlace, makePlace) => {
  test('an event is taken in once, however often it comes', async () => {
    const registered = event('annBoth', 'customer_registered', 0, { profile: { firstName: 'Ann' } });
    const [first] = await take(store(), [registered]);
    const again = await take(store(), [registered, registered]);
    expect(first?.duplicate).toBe(false);
    expect(again.map(({ duplicate }) => duplicate)).toEqual([true, true]);
    expect(await store().db.selectFrom('event').selectAll().execute()).toHaveLength(1);
    expect(await store().db.selectFrom('contact').selectAll().execute()).toHaveLength(1);
  });

  test('one event named twice in a batch counts once', async () => {
    const paid = event('ann', 'order_refunded', 0, { data: { order: { id: 'o1', refunded: 500 } } });
    await take(store(), [paid, paid]);
    expect((await store().db.selectFrom('shop_order').selectAll().executeTakeFirst())?.refunded).toBe(500);
  });

  test('contacts that turn out to be one keep everything and leave a record', async () => {
    await take(store(), [
      event('ann', 'order_paid', 1, { data: { order: { id: 'o1', amount: 1000, currency: 'EUR' } } }),
    ]);
    await take(store(), [
      event('annMail', 'cart_updated', 2, {
        data: { cart: { items: 2 } },
        profile: { email: 'ann@example.com' },
      }),
    ]);
    const [shown] = await take(store(), [
      event('annBoth', 'customer_registered', 3, { profile: { firstName: 'Ann' } }),
    ]);
    const living = await store()
      .db.selectFrom('contact')
      .where('merged_into', 'is', null)
      .selectAll()
      .execute();
    expect(living.map(({ id }) => id)).toEqual([1]);
    expect(JSON.parse(living[0]?.profile ?? '{}')).toMatchObject({
      email: ['ann@example.com', START + 2],
      firstName: ['Ann', START + 3],
    });
    expect(await store().db.selectFrom('contact_merge').selectAll().execute()).toMatchObject([
      { from_id: 2, into_id: 1, event_id: shown?.id },
    ]);
    expect(await store().db.selectFrom('rollup').selectAll().execute()).toMatchObject([
      { contact_id: 1, registered_at: START + 3, cart_items: 2, orders_paid: 1 },
    ]);
    expect(
      new Set(
        (await store().db.selectFrom('event').select('contact_id').execute()).map((row) => row.contact_id),
      ),
    ).toEqual(new Set([1]));
  });

  test('an order leads to its person: a payment that names only the order', async () => {
    await take(store(), [
      event('ann', 'order_placed', 0, { data: { order: { id: 'o1', amount: 1000, currency: 'EUR' } } }),
    ]);
    const paid: ShopEvent = {
      ...event('ann', 'order_paid', 5),
      identities: [orderIdentity('shop', 'o1')],
      data: { order: { id: 'o1' } },
    };
    await take(store(), [paid]);
    expect(await store().db.selectFrom('rollup').selectAll().execute()).toMatchObject([
      { contact_id: 1, orders_open: 0, orders_paid: 1 },
    ]);
  });

  test('cancelled and wholly refunded orders no longer count as paid', async () => {
    const order = (id: string) => ({ order: { id, amount: 1000, currency: 'EUR' } });
    await take(store(), [
      event('ann', 'order_paid', 1, { data: order('o1') }),
      event('ann', 'order_paid', 2, { data: order('o2') }),
      event('ann', 'order_paid', 3, { data: order('o3') }),
      event('ann', 'order_cancelled', 4, { data: { order: { id: 'o1' } } }),
      event('ann', 'order_refunded', 5, { data: { order: { id: 'o2', refunded: 1000 } } }),
      event('ann', 'order_refunded', 6, { data: { order: { id: 'o3', refunded: 400 } } }),
    ]);
    expect(await store().db.selectFrom('rollup').selectAll().execute()).toMatchObject([
      { orders_placed: 3, orders_paid: 1, first_paid_at: START + 3 },
    ]);
  });

  test('late and out-of-order events end in the same state as ordered ones', async () => {
    const who = fc.constantFrom<Who>('ann', 'annMail', 'annBoth', 'bob', 'bobPhone');
    const name = fc.constantFrom<ShopEvent['name']>(
      'customer_registered',
      'cart_updated',
      'order_placed',
      'order_paid',
      'order_cancelled',
      'order_refunded',
      'unsubscribed',
      'resubscribed',
    );
    const history = fc.array(fc.tuple(who, name, fc.nat(5), fc.nat(3), fc.nat(4)), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(
        history.chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray(
              list.map((_, i) => i),
              { minLength: list.length },
            ),
            fc.integer({ min: 1, max: 5 }),
          ),
        ),
        async ([list, order, size]) => {
          const events = list.map(([person, eventName, at, id, amount]) => {
            const aboutOrder = eventName.startsWith('order_');
            const facts =
              eventName === 'order_refunded'
                ? { id: `${person.slice(0, 3)}${id}`, refunded: amount }
                : { id: `${person.slice(0, 3)}${id}`, amount: amount * 100, currency: 'EUR' };
            return event(person, eventName, at, {
              profile: { firstName: `N${amount}` },
              data: aboutOrder
                ? { order: facts }
                : eventName === 'cart_updated'
                  ? { cart: { items: amount } }
                  : {},
            });
          });
          const states = [];
          for (const sequence of [events, order.map((i) => events[i]).filter((e) => e !== undefined)]) {
            const { place, remove } = await makePlace();
            const own = await openStore(place);
            const batch = sequence === events ? 1 : size;
            for (let i = 0; i < sequence.length; i += batch) await take(own, sequence.slice(i, i + batch));
            states.push(await stateOf(own));
            await own.close();
            await remove();
          }
          expect(states[1]).toEqual(states[0]);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('two processes that bring the same people at once make one contact each', async () => {
    const other = await openStore(storePlace());
    const batches = Array.from({ length: 8 }, (_, i) => [
      event('annBoth', 'cart_updated', i),
      event('bob', 'cart_updated', i),
      event('bobPhone', 'product_viewed', i),
    ]);
    await Promise.all(batches.map((batch, i) => take(i % 2 === 0 ? store() : other, batch)));
    await other.close();
    expect(
      await store().db.selectFrom('contact').where('merged_into', 'is', null).selectAll().execute(),
    ).toHaveLength(2);
    expect(await store().db.selectFrom('event').selectAll().execute()).toHaveLength(24);
  });
});
