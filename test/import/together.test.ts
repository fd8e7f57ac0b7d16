import { enrol } from '../../core/enrolments';
import { orderIdentity, type ShopEvent, takeEvents } from '../../core/ingest';
import { defineSegment, startKeeper } from '../../core/segments/membership';
import { openStore } from '../../core/store';
import { park, stepId } from '../../core/waits';
import { quiet } from '../support/context';
import { TestClock } from '../support/clock';
import { happened, take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { historyOf, importText, personBy } from './importing';

const place = { host: 'n8n', workflow: 'flow', node: 'node', title: 'Wait', manual: false } as const;
const orders = (...rows: string[]) => `order_id,customer_id,paid_at,total\n${rows.join('\n')}\n`;

describeOnStores('Imported history beside what happens', (store, storePlace) => {
  let clock: TestClock;
  beforeEach(() => (clock = new TestClock()));

  const namingOnly = (name: 'order_paid' | 'order_cancelled', id: string): ShopEvent => ({
    ...happened(name, 'nobody', clock.now(), { data: { order: { id } } }),
    identities: [orderIdentity('shop', id)],
  });

  test('a finished file imported again changes nothing', async () => {
    const file = orders('1,ann,2026-01-01,10', '2,ann,2026-01-02,20');
    await importText(store(), clock, file);
    const before = await historyOf(store());

    const again = await importText(store(), clock, file);

    expect(again.finishedBefore).toBe(clock.now());
    expect(await historyOf(store())).toEqual(before);
  });

  test('an imported order and the same order from a webhook are one', async () => {
    await importText(store(), clock, orders('1,ann,2026-01-01,10'));
    await take(store(), clock, 'order_paid', 'ann', {
      at: Date.parse('2026-01-01'),
      data: { order: { id: '1', amount: 1_000, currency: 'EUR' } },
    });

    expect(await store().db.selectFrom('shop_order').selectAll().execute()).toHaveLength(1);
    expect(await personBy(store(), 'customer:shop', 'ann')).toMatchObject({ orders_paid: 1, spent: 1_000 });
  });

  test('an event that names only an imported order finds its person', async () => {
    await importText(store(), clock, orders('1,ann,2026-01-01,10'));
    await store().write((work) => takeEvents(work, store(), clock, [namingOnly('order_cancelled', '1')]));

    expect(await personBy(store(), 'customer:shop', 'ann')).toMatchObject({
      orders_placed: 1,
      orders_paid: 0,
    });
    expect(await store().db.selectFrom('contact').selectAll().execute()).toHaveLength(1);
  });

  test('an order that is known as another’s makes one of the two, from either side', async () => {
    const placed = { data: { order: { id: '1', amount: 1_000, currency: 'EUR' } } };
    await take(store(), clock, 'order_placed', 'ann', placed);
    await take(store(), clock, 'customer_registered', 'bob@example.com');
    await importText(store(), clock, orders('2,ann-of-old,2026-01-02,20', '3,bob,2026-01-03,30'));
    await importText(store(), clock, orders('1,ann-of-old,2026-01-01,10'));
    await take(store(), clock, 'order_paid', 'bob@example.com', { data: { order: { id: '3' } } });

    for (const [kind, value, paid] of [
      ['customer:shop', 'ann', 2],
      ['customer:shop', 'ann-of-old', 2],
      ['customer:shop', 'bob', 1],
      ['email', 'bob@example.com', 1],
    ] as const)
      expect(await personBy(store(), kind, value)).toMatchObject({ orders_paid: paid });
    expect(await store().db.selectFrom('contact_merge').selectAll().execute()).toHaveLength(2);
  });

  test('an order that comes back, pages later or on the next, is the same person’s', async () => {
    const back = [200, 3_000, 9_000, 15_000];
    const again = (row: number): number | undefined =>
      row % 1_499 === 0 ? row - (back[row % 4] ?? 0) : undefined;
    const rows = Array.from({ length: 42_000 }, (_, row) => {
      const named = again(row) ?? -1;
      return named < 0 ? `${row},c${row % 900},2026-01-01,10` : `${named},x${named},2026-01-01,10`;
    });

    await importText(store(), clock, orders(...rows), { shared: false });

    const identities = await store().db.selectFrom('identity').selectAll().execute();
    const contactOf = new Map(identities.map(({ value, contact_id }) => [value, contact_id]));
    const told = rows.flatMap((_, row) => again(row) ?? []).filter((named) => named >= 0);
    expect(told.length).toBeGreaterThan(20);
    for (const named of told) expect(contactOf.get(`x${named}`)).toBe(contactOf.get(`c${named % 900}`));
  });

  test('who is on a journey is waited for to do what a file tells; history before it settles nothing', async () => {
    await take(store(), clock, 'customer_registered', ['ann', 'ann@example.com']);
    const began = clock.now();
    await store().write(async (work) => {
      const candidates = [{ contact: 1, event: 1, at: began }];
      const [enrolled] = await enrol(work, store(), 'flow', { rule: 'once' }, candidates);
      const step = await stepId(work, 'wait', place, began);
      const parking = {
        enrolment: enrolled?.enrolment ?? 0,
        contact: 1,
        leg: 0,
        event: 'order_paid',
        about: '',
        since: began,
        due: began + 1e9,
        wakeAt: began + 1e9,
        json: {},
      };
      await park(work, store(), step, [parking], began);
    });
    const outcome = async () =>
      (await store().db.selectFrom('wait').select('outcome').executeTakeFirst())?.outcome;

    await importText(store(), clock, orders('1,ann,2025-01-01,10'));
    expect(await outcome()).toBeNull();
    clock.advance(60_000);
    await importText(store(), clock, orders(`2,ann,${new Date(began + 1_000).toISOString()},10`));

    expect(await outcome()).toBe('settled');
    expect(await personBy(store(), 'customer:shop', 'ann')).toMatchObject({ orders_paid: 2, spent: 2_000 });
  });

  test('segments follow history without a word about it', async () => {
    await take(store(), clock, 'customer_registered', 'ann');
    await defineSegment(store(), clock, 'buyers', { version: 1, where: { did: 'order_paid' } });
    const keeper = startKeeper({ store: store(), clock, log: quiet });
    await keeper.settled();
    await keeper.stop();

    await importText(store(), clock, orders('1,ann,2026-01-01,10', '2,bob,2026-01-01,10'));

    const members = await store()
      .db.selectFrom('membership')
      .where('since', 'is not', null)
      .select('contact_id')
      .orderBy('contact_id')
      .execute();
    expect(members).toEqual([{ contact_id: 1 }, { contact_id: 2 }]);
    const events = await store().db.selectFrom('event').select('name').execute();
    expect(events).toEqual([{ name: 'customer_registered' }]);
  });

  test('two imports at once: of two files both are whole, of one file one goes on', async () => {
    const other = await openStore(storePlace());
    const many = (from: number) =>
      orders(...Array.from({ length: 3_000 }, (_, i) => `${from + i},c${i % 700},2026-01-01,10`));
    await Promise.all([importText(store(), clock, many(0)), importText(other, clock, many(10_000))]);
    const third = many(20_000);
    const results = await Promise.allSettled([
      importText(store(), clock, third),
      importText(other, clock, third),
    ]);
    await other.close();

    const refused = results.filter(({ status }) => status === 'rejected');
    expect(
      refused.every((one) => 'reason' in one && /importing the same file/.test(String(one.reason))),
    ).toBe(true);
    const counted = await store()
      .db.selectFrom('rollup')
      .select((eb) => [
        eb.fn.countAll<number>().as('people'),
        eb.fn.sum<number | string>('orders_paid').as('paid'),
      ])
      .executeTakeFirstOrThrow();
    expect({ ...counted, paid: Number(counted.paid) }).toEqual({ people: 700, paid: 9_000 });
  });
});
