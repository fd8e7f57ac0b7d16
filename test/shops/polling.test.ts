import type { HistoryPage, ShopChanges } from '../../core/shops/account';
import { personEvents } from '../../core/shops/facts';
import { askForChanges } from '../../core/shops/polling';
import { shopEvent, stepValues } from '../../core/steps';
import { TestClock } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { Shop } from './shop';

/** A shop of which people register; it tells so many at a time. */
class ChangingShop implements ShopChanges {
  readonly registered: { who: string; at: number }[] = [];
  readonly asked: (string | null)[] = [];

  register(who: string, at: number): void {
    this.registered.push({ who, at });
  }

  since(cursor: string | null, source: string): Promise<HistoryPage> {
    this.asked.push(cursor);
    // At first it tells only from where on it tells.
    const from = cursor === null ? this.registered.length : Number(cursor);
    const some = this.registered.slice(from, from + 2);
    const events = some.flatMap(({ who, at }) =>
      personEvents(source, { id: who }, [{ name: 'customer_registered', id: who, at }]),
    );
    return Promise.resolve({ events, products: [], next: String(from + some.length) });
  }
}

describeOnStores('A shop that is asked what has changed', (store) => {
  let clock: TestClock;
  let shop: ChangingShop;
  let trigger: Shop;
  beforeEach(() => {
    clock = new TestClock();
    shop = new ChangingShop();
    trigger = new Shop(store(), clock);
  });

  const ask = () =>
    askForChanges(
      shop,
      { source: 'shop', api: 'test' },
      stepValues(shopEvent.parameters, {}),
      trigger.context,
    );

  test('tells from then on; who registers starts the journey, once', async () => {
    shop.register('before', clock.now());
    expect(await ask()).toBe(0);
    for (const who of ['ann', 'bob', 'cy']) shop.register(who, clock.now());

    expect(await ask()).toBe(3);
    await trigger.look();
    expect(trigger.started).toHaveLength(3);
    expect(await ask()).toBe(0);
    await trigger.look();
    expect(trigger.started).toHaveLength(3);
    expect(shop.asked).toEqual([null, '1', '3', '4', '4']);
  });

  test('what could not be taken in is asked for again', async () => {
    await ask();
    shop.register('ann', clock.now());
    const { context } = trigger;
    const away = {
      ...context,
      store: { ...store(), write: () => Promise.reject(new Error('the store is away')) },
    };

    await expect(
      askForChanges(shop, { source: 'shop', api: 'test' }, stepValues(shopEvent.parameters, {}), away),
    ).rejects.toThrow('the store is away');
    expect(await ask()).toBe(1);
  });

  test('asked by two at once, each change is taken in once and nobody starts twice', async () => {
    await ask();
    for (const who of ['ann', 'bob', 'cy']) shop.register(who, clock.now());

    await Promise.all([ask(), ask(), ask()]);
    await ask();

    await trigger.look();
    expect(trigger.started).toHaveLength(3);
    expect(await store().db.selectFrom('event').selectAll().execute()).toHaveLength(3);
  });
});
