import fc from 'fast-check';
import { type RegisteredWebhook, ShopError, type ShopWebhooks } from '../../core/shops/account';
import { isRegistered, reconcile, removeLeft } from '../../core/shops/subscribe';
import { describeOnStores } from '../support/stores';

const ours = 'https://flows.example.com/webhook/1/shop';
const older = 'https://old.example.com/webhook/1/shop';
const topics = ['customers/create', 'orders/paid', 'orders/cancelled'] as const;

/** A shop that keeps what is registered in it. */
class ShopOfWebhooks implements ShopWebhooks {
  readonly topics = topics;
  readonly secrets = new Set<string>();
  /** Topics that it does not take now. */
  readonly refused = new Set<string>();
  #count = 0;

  constructor(public registered: RegisteredWebhook[] = []) {}

  list(): Promise<RegisteredWebhook[]> {
    return Promise.resolve([...this.registered]);
  }

  register({ topic, address, secret }: { topic: string; address: string; secret: string }) {
    if (this.refused.has(topic)) return Promise.reject(new ShopError('refused', 'The shop said no.'));
    const webhook = { id: `new-${(this.#count += 1)}`, topic, address, active: true };
    this.secrets.add(secret);
    this.registered.push(webhook);
    return Promise.resolve(webhook);
  }

  remove(id: string): Promise<void> {
    this.registered = this.registered.filter((one) => one.id !== id);
    return Promise.resolve();
  }
}

const registered = fc
  .array(
    fc.record({
      topic: fc.constantFrom(...topics, 'app/uninstalled'),
      address: fc.constantFrom(ours, older, 'https://others.example.com/'),
      active: fc.boolean(),
    }),
    { maxLength: 10 },
  )
  .map((all) => all.map((one, i) => ({ ...one, id: String(i) })));

describeOnStores('Webhooks in a shop', (store) => {
  const own = { address: ours, source: 'shop', api: 'test', receiver: 'n8n/1/trigger' };
  const ofOthers = (all: readonly RegisteredWebhook[]) =>
    all.filter(({ address }) => address !== ours && address !== older);

  beforeEach(async () => {
    await store().db.deleteFrom('shop_webhook').execute();
  });

  test('whatever is there: each topic is told once to the address, and others keep theirs', async () => {
    await fc.assert(
      fc.asyncProperty(registered, async (before) => {
        const shop = new ShopOfWebhooks(before);
        await reconcile(new ShopOfWebhooks(), store(), { ...own, address: older }, 's');

        await reconcile(shop, store(), own, 'secret');

        const at = (wanted: string) => shop.registered.filter(({ address }) => address === wanted);
        expect(
          at(ours)
            .map(({ topic }) => topic)
            .sort(),
        ).toEqual([...topics].sort());
        expect(at(ours).every(({ active }) => active)).toBe(true);
        expect(at(older)).toEqual([]);
        expect(ofOthers(shop.registered)).toEqual(ofOthers(before));
        expect(await isRegistered(shop, store(), own)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('what is right already is left as it is', async () => {
    const shop = new ShopOfWebhooks();
    expect(await isRegistered(shop, store(), own)).toBe(false);
    await reconcile(shop, store(), own, 'secret');
    const before = await shop.list();

    await reconcile(shop, store(), own, 'secret');

    expect(await shop.list()).toEqual(before);
    expect([...shop.secrets]).toEqual(['secret']);
  });

  test('broken off, it names the topic and goes on at the next time', async () => {
    const shop = new ShopOfWebhooks();
    shop.refused.add('orders/paid');

    await expect(reconcile(shop, store(), own, 'secret')).rejects.toMatchObject({
      message: 'The webhook “orders/paid” could not be registered: The shop said no.',
      advice: expect.stringContaining('Publish again'),
    });
    expect(shop.registered.map(({ topic }) => topic)).toEqual(['customers/create']);
    shop.refused.clear();
    await reconcile(shop, store(), own, 'secret');
    expect(shop.registered).toHaveLength(3);
  });

  test('another trigger’s webhooks in the same shop stay', async () => {
    const shop = new ShopOfWebhooks();
    const other = { ...own, address: 'https://flows.example.com/webhook/2/shop', receiver: 'n8n/2/trigger' };
    await reconcile(shop, store(), other, 'secret');
    await reconcile(shop, store(), own, 'secret');

    await store().db.updateTable('shop_webhook').where('address', '=', ours).set({ wanted: 0 }).execute();
    await removeLeft(shop, store(), own);

    expect(shop.registered.map(({ address }) => address)).toEqual(Array(3).fill(other.address));
    const kept = await store().db.selectFrom('shop_webhook').select('address').execute();
    expect(kept).toEqual([{ address: other.address }]);
  });
});
