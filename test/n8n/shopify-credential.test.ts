import { ShopJourneysShopifyAppApi } from '../../credentials/ShopJourneysShopifyAppApi.credentials';
import { describeShopify } from '../shops/support/shopify-account';

describeShopify('The credential of a Shopify app in n8n', (stand) => {
  const allowed = process.env['JOURNEYS_ALLOW_HOSTS'];

  beforeEach(() => {
    process.env['JOURNEYS_ALLOW_HOSTS'] = '127.0.0.1';
  });

  afterEach(() => {
    if (allowed === undefined) delete process.env['JOURNEYS_ALLOW_HOSTS'];
    else process.env['JOURNEYS_ALLOW_HOSTS'] = allowed;
  });

  test('fetches the token that its requests carry, and another when n8n says that it has expired', async () => {
    const credential = new ShopJourneysShopifyAppApi();
    const data = { shop: 'stand-in', clientId: 'id', clientSecret: 'hush', address: stand().server.base };
    const first = await credential.preAuthentication({ ...data, accessToken: '' });
    expect(first).toEqual({ accessToken: 'token-1' });
    expect(await credential.preAuthentication({ ...data, ...first })).toEqual({ accessToken: 'token-2' });
    expect(stand().server.tokens).toEqual(['token-1', 'token-2']);
  });

  test('keeps it in a hidden field that n8n knows to expire', () => {
    const { properties, authenticate } = new ShopJourneysShopifyAppApi();
    const kept = properties.find(({ typeOptions }) => typeOptions?.expirable);
    expect(kept).toMatchObject({ name: 'accessToken', type: 'hidden', default: '' });
    expect(authenticate.properties.headers).toEqual({
      'X-Shopify-Access-Token': '={{ $credentials.accessToken }}',
    });
  });
});
