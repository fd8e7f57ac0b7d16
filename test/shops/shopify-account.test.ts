import { ShopError } from '../../core/shops/account';
import { appToken, shopifyApp, shopifyByToken } from '../../core/shops/shopify/accounts';
import { baseOf } from '../../core/shops/shopify/address';
import { describeShopify, faultOf } from './support/shopify-account';

async function failure(promise: Promise<unknown>): Promise<ShopError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ShopError)) throw new Error(`no ShopError but ${String(error)}`);
  return error;
}

describe('The shop', () => {
  const at = (shop: string, address = '') => baseOf({ shop, address, parameter: 'shop' });

  test.each(['my-shop', 'my-shop.myshopify.com', ' https://My-Shop.myshopify.com/ '])(
    'may be written %s',
    (shop) => {
      expect(at(shop)).toBe('https://my-shop.myshopify.com');
    },
  );

  test.each([
    '',
    'evil.example',
    'a.myshopify.com.evil.example',
    'evil.example/x.myshopify.com',
    'a@b',
    '-a',
  ])('is not “%s”', (shop) => {
    expect(() => at(shop)).toThrow(/is not a shop at Shopify/);
  });

  test('is reached elsewhere where an address says so', () => {
    expect(at('', 'http://127.0.0.1:80/')).toBe('http://127.0.0.1:80');
    for (const address of ['ftp://a.example', 'https://a.example/admin', 'a.example'])
      expect(() => at('a', address)).toThrow(/not that of a server/);
  });
});

describeShopify('An account at Shopify', (stand) => {
  test('signs in once for a day, whoever calls', async () => {
    const { server, clock, open } = stand();
    await Promise.all([open().coupons.find('A'), open().coupons.find('B')]);
    await open().webhooks?.list();
    expect(server.tokens).toHaveLength(1);
    clock.advance(86_399_000 - 300_000);
    await open().coupons.find('A');
    expect(server.tokens).toHaveLength(2);
  });

  test('whose token is not accepted any more signs in anew, once', async () => {
    const { server, open } = stand();
    const { coupons } = open();
    await coupons.find('A');
    server.tokens.push('another');
    await Promise.all([coupons.find('A'), open().coupons.find('B')]);
    expect(server.tokens).toEqual(['token-1', 'another', 'token-3']);
  });

  test('is tried out by its test, which says what is wrong without its secret', async () => {
    const { server } = stand();
    const values = { shop: 'stand-in', clientId: 'id', clientSecret: 'hush', address: server.base };
    const allowed = process.env['JOURNEYS_ALLOW_HOSTS'];
    process.env['JOURNEYS_ALLOW_HOSTS'] = '127.0.0.1';
    try {
      await shopifyApp.test(values);
      const token = await appToken(values, '');
      expect(token).toBe(server.tokens.at(-1));
      expect(await appToken(values, token)).not.toBe(token);
      const error = await failure(shopifyApp.test({ ...values, clientSecret: 'guess' }));
      expect([error.fault, JSON.stringify(error)]).toEqual(['refused', expect.not.stringContaining('guess')]);
    } finally {
      if (allowed === undefined) delete process.env['JOURNEYS_ALLOW_HOSTS'];
      else process.env['JOURNEYS_ALLOW_HOSTS'] = allowed;
    }
  });

  test('may have a lasting token, which nothing replaces', async () => {
    const { server, calling } = stand();
    server.tokens.push('lasting');
    const open = (accessToken: string) =>
      shopifyByToken.open({ shopSubdomain: 'stand-in', accessToken, address: server.base }, calling);
    expect(await open('lasting').coupons.find('A')).toBeUndefined();
    expect((await failure(open('old').coupons.find('A'))).fault).toBe('refused');
    expect(server.tokens).toEqual(['lasting']);
  });
});

describeShopify('Within the limits of Shopify', (stand) => {
  test('a call that does not fit waits just until it does', async () => {
    const { server, pauses, open } = stand();
    const { coupons } = open();
    server.points.available = 12;
    await coupons.find('A');
    await coupons.find('B');
    // 2 points are left of 12, 10 are needed, and 50 come back in each second.
    expect(pauses).toEqual([160]);
  });

  test('a call that is throttled goes out again', async () => {
    const { server, pauses, open } = stand();
    server.mishaps.push('throttled');
    await open().coupons.find('A');
    expect(pauses).toEqual([200]);
    expect(server.asked).toEqual(['CouponOfCode']);
  });

  test('a shop that stays busy is left to a later run', async () => {
    const { server, open } = stand();
    server.mishaps.push('throttled', 'throttled', 'throttled', 'throttled');
    expect(await failure(open().coupons.find('A'))).toMatchObject({ fault: 'busy' });
    server.points.restored = 0.1;
    server.points.available = 0;
    const error = await failure(open().coupons.find('A'));
    expect([error.fault, error.retryAfter]).toEqual(['busy', 100_000]);
  });

  test.each<[string, number | 'internal' | 'denied', string, number]>([
    ['no access', 'denied', 'refused: The app may not do this in the shop', 1],
    ['an error of its own, once', 503, 'none', 1],
    ['an error of its own inside', 'internal', 'busy', 1],
    ['no such shop', 404, 'refused: Shopify answered 404', 1],
    ['a closed shop', 402, 'refused: Shopify answered 402', 1],
  ])('%s', async (_, mishap, outcome) => {
    const { server, open } = stand();
    server.mishaps.push(mishap);
    const said = await faultOf(open().coupons.find('A'));
    expect(said).toMatch(new RegExp(`^${outcome}`));
  });

  test.each<[string, number | 'internal']>([
    ['502', 502],
    ['an error inside', 'internal'],
  ])('a change that is answered by %s may have been made, and goes out once', async (_, mishap) => {
    const { server, open } = stand();
    const webhooks = open().webhooks;
    if (!webhooks) throw new Error('Shopify has webhooks');
    server.mishaps.push(mishap);
    const webhook = { topic: 'orders/paid', address: 'https://me.example/hook', secret: '' };
    expect((await failure(webhooks.register(webhook))).fault).toBe('unknown');
    expect(server.webhooks.size).toBe(0);
  });
});

describeShopify('Webhooks of Shopify', (stand) => {
  const webhooksOf = () => {
    const { webhooks } = stand().open();
    if (!webhooks) throw new Error('Shopify has webhooks');
    return webhooks;
  };

  test('every topic that is understood is registered, once, and removed, once', async () => {
    const webhooks = webhooksOf();
    const address = 'https://me.example/hook';
    for (const topic of webhooks.topics) {
      const made = await webhooks.register({ topic, address, secret: '' });
      expect(made).toMatchObject({ topic, address, active: true });
      expect(await webhooks.register({ topic, address, secret: '' })).toEqual(made);
    }
    const all = await webhooks.list();
    expect(all.map(({ topic }) => topic)).toEqual(webhooks.topics);
    for (const { id } of all) await webhooks.remove(id);
    await webhooks.remove(all[0]?.id ?? '');
    expect(await webhooks.list()).toEqual([]);
  });

  test('one that tells other than what is read counts as switched off, and is made anew', async () => {
    const webhooks = webhooksOf();
    const topic = 'orders/paid';
    const { id } = await webhooks.register({ topic, address: 'https://me.example/hook', secret: '' });
    const { webhooks: kept } = stand().server;
    const whole = kept.get(id);
    if (!whole) throw new Error('it was not registered');
    expect(whole.includeFields).toEqual(
      expect.arrayContaining(['updated_at', 'line_items.price_set.presentment_money.amount']),
    );
    kept.set(id, { ...whole, includeFields: [] });
    expect(await webhooks.list()).toMatchObject([{ id, active: false }]);
  });

  test('all are listed, however many', async () => {
    const { server } = stand();
    for (let i = 1; i <= 250; i += 1) {
      const id = `gid://shopify/WebhookSubscription/${i}`;
      server.webhooks.set(id, {
        id,
        topic: 'APP_UNINSTALLED',
        uri: `https://me.example/${i}`,
        includeFields: [],
      });
    }
    const all = await webhooksOf().list();
    expect(all).toHaveLength(250);
    expect(all[249]).toMatchObject({ topic: 'APP_UNINSTALLED', address: 'https://me.example/250' });
  });
});
