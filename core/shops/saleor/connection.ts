import { StepError } from '../../errors';
import { defineConnection } from '../../steps/define';
import { text } from '../../steps/text';
import { trialCalling } from '../account';
import { SaleorGraphql } from './graphql';
import { SaleorVouchers } from './vouchers';

/** Where Saleor publishes the keys that it signs its webhooks with. */
export const saleorKeys = defineConnection({
  name: 'saleor-webhook',
  title: text('Shop Journeys Saleor Webhook', 'Saleor Webhook'),
  n8n: { type: 'shopJourneysSaleorWebhookApi', own: true },
  fields: {
    address: {
      type: 'text',
      label: text('Saleor Address', 'Saleor 地址'),
      help: text(
        'The address of your Saleor, whose published keys sign its webhooks.',
        'Saleor 的地址，其公布的密钥用于签署 Webhook。',
      ),
      default: '',
      placeholder: 'https://shop.saleor.cloud',
      required: true,
    },
    secret: {
      type: 'text',
      label: text('Secret Key', '密钥'),
      help: text(
        'Only for webhooks that were made with a secret key, which Saleor advises against.',
        '仅用于带密钥创建的 Webhook（Saleor 已不推荐）。',
      ),
      default: '',
      secret: true,
    },
    previousSecret: {
      type: 'text',
      label: text('Previous Secret Key', '旧密钥'),
      help: text(
        'While you change the secret key: the old one, still accepted.',
        '更换密钥期间仍接受的旧密钥。',
      ),
      default: '',
      secret: true,
    },
  },
  async test({ address }) {
    keysUrl(address);
  },
});

/** An app of a Saleor, with whose token its GraphQL API is called. */
export const saleorAccount = defineConnection({
  name: 'saleor',
  title: text('Shop Journeys Saleor', 'Saleor'),
  n8n: { type: 'shopJourneysSaleorApi', own: true },
  fields: {
    address: {
      type: 'text',
      label: text('GraphQL Address', 'GraphQL 地址'),
      help: text('The address of Saleor’s GraphQL API.', 'Saleor GraphQL API 的地址。'),
      default: '',
      placeholder: 'https://shop.saleor.cloud/graphql/',
      required: true,
    },
    token: {
      type: 'text',
      label: text('App Token', '应用令牌'),
      help: text(
        'The token of an app that may manage discounts, orders, products, users, checkouts and payments.',
        '应用的令牌，该应用需有权管理折扣、订单、商品、用户、结账和支付。',
      ),
      default: '',
      required: true,
      secret: true,
    },
    channel: {
      type: 'text',
      label: text('Channel', '渠道'),
      help: text(
        'The slug of the channel in which coupons count and whose prices are read.',
        '优惠券生效并读取价格的渠道标识（slug）。',
      ),
      default: 'default-channel',
      required: true,
    },
  },
  async test(values) {
    await new SaleorVouchers(new SaleorGraphql(values, trialCalling()), values.channel).try();
  },
});

/** Where the keys of the Saleor at an address lie. Throws `StepError`. */
export function keysUrl(address: string): URL {
  const url = URL.parse('/.well-known/jwks.json', address);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new StepError('The address of Saleor is no web address.', {
    parameter: 'address',
    advice: 'Write it as in a browser, like https://shop.saleor.cloud.',
  });
}
