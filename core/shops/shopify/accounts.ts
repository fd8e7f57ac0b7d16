import { defineConnection } from '../../steps/define';
import { text } from '../../steps/text';
import { type Calling, defineShopApi, type ShopAccount, trialCalling } from '../account';
import { fields, key } from '../shape';
import { accessTokenOf, type AppKeys } from './access-token';
import { baseOf } from './address';
import { shopifyCoupons } from './coupons';
import { type Access, openGraphql, operation } from './graphql';
import { shopifyHistory } from './history';
import { shopifyWebhooks } from './webhooks';

const address = {
  type: 'text',
  label: text('API Address', 'API 地址'),
  help: text(
    'Where the shop’s API is called instead of at Shopify, for a proxy or a test. Usually empty.',
    '代替 Shopify 的 API 调用地址，用于代理或测试。通常留空。',
  ),
  default: '',
  placeholder: 'https://proxy.example',
  advanced: true,
} as const;

interface AppValues {
  shop: string;
  clientId: string;
  clientSecret: string;
  address: string;
}

const appKeysOf = ({ shop, clientId, clientSecret, address }: AppValues): AppKeys => ({
  base: baseOf({ shop, address, parameter: 'shop' }),
  clientId: clientId.trim(),
  clientSecret: clientSecret.trim(),
});

/**
 * A token of an app, outside of any step. `refused`: one that the shop did not accept, or empty. Throws `StepError`
 * and `ShopError`.
 */
export const appToken = (values: AppValues, refused: string): Promise<string> =>
  accessTokenOf(appKeysOf(values), trialCalling(), refused);

/** An app of one's own, made in Shopify's Dev Dashboard. */
export const shopifyApp = defineConnection({
  name: 'shopify-app',
  title: text('Shop Journeys Shopify App', 'Shopify 应用'),
  n8n: { type: 'shopJourneysShopifyAppApi', own: true },
  fields: {
    shop: {
      type: 'text',
      label: text('Shop', '商店'),
      help: text(
        'The address that ends in .myshopify.com: in Shopify, under Settings > Domains.',
        '以 .myshopify.com 结尾的地址：见 Shopify 的“设置 > 域名”。',
      ),
      default: '',
      placeholder: 'your-shop.myshopify.com',
      required: true,
    },
    clientId: {
      type: 'text',
      label: text('Client ID', '客户端 ID'),
      help: text(
        'In Shopify’s Dev Dashboard, under Settings of the app.',
        '见 Shopify 开发者后台中该应用的设置。',
      ),
      default: '',
      required: true,
    },
    clientSecret: {
      type: 'text',
      label: text('Client Secret', '客户端密钥'),
      help: text(
        'Beside the client ID. Shopify also signs the webhooks of the app with it.',
        '在客户端 ID 旁边。Shopify 也用它给该应用的 Webhook 签名。',
      ),
      default: '',
      required: true,
      secret: true,
    },
    address,
  },
  test: (values) => tryOut((calling) => appAccess(values, calling)),
});

function appAccess(values: AppValues, calling: Calling): Access {
  const keys = appKeysOf(values);
  return { base: keys.base, token: (refused) => accessTokenOf(keys, calling, refused) };
}

interface TokenValues {
  shopSubdomain: string;
  accessToken: string;
  address: string;
}

const tokenAccess = ({ shopSubdomain: shop, accessToken, address }: TokenValues): Access => ({
  base: baseOf({ shop, address, parameter: 'shopSubdomain' }),
  token: () => Promise.resolve(accessToken.trim()),
});

/** The lasting token of an app made in the shop; field names are those of n8n's own credential. */
export const shopifyToken = defineConnection({
  name: 'shopify-token',
  title: text('Shopify Access Token', 'Shopify 访问令牌'),
  n8n: { type: 'shopifyAccessTokenApi', own: false },
  fields: {
    shopSubdomain: {
      type: 'text',
      label: text('Shop Subdomain', '商店子域名'),
      help: text('What stands before .myshopify.com.', '“.myshopify.com”之前的部分。'),
      default: '',
      placeholder: 'your-shop',
      required: true,
    },
    accessToken: {
      type: 'text',
      label: text('Access Token', '访问令牌'),
      help: text(
        'Shown once, when the app was installed: in Shopify, under Settings > Apps > Develop apps.',
        '安装应用时显示一次：见 Shopify 的“设置 > 应用 > 开发应用”。',
      ),
      default: '',
      required: true,
      secret: true,
    },
    address,
  },
  test: (values) => tryOut(() => tokenAccess(values)),
});

const shopName = operation('query ShopName { shop { name } }', fields({ shop: fields({ name: key }) }));

async function tryOut(accessWith: (calling: Calling) => Access): Promise<void> {
  const calling = trialCalling();
  await openGraphql(accessWith(calling), calling)(shopName, {});
}

function openAccount(access: Access, calling: Calling): ShopAccount {
  const ask = openGraphql(access, calling);
  return {
    coupons: shopifyCoupons(ask, calling.pause),
    webhooks: shopifyWebhooks(ask),
    history: shopifyHistory(ask, calling),
  };
}

export const shopifyByApp = defineShopApi({
  name: 'shopify-app',
  label: text('Shopify', 'Shopify'),
  shop: 'shopify',
  tells: 'by-webhooks',
  connection: shopifyApp,
  open: (values, calling) => openAccount(appAccess(values, calling), calling),
});

export const shopifyByToken = defineShopApi({
  name: 'shopify-token',
  label: text('Shopify (Access Token)', 'Shopify（访问令牌）'),
  shop: 'shopify',
  tells: 'by-webhooks',
  connection: shopifyToken,
  open: (values, calling) => openAccount(tokenAccess(values), calling),
});
