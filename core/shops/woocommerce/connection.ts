import { defineConnection } from '../../steps/define';
import { text } from '../../steps/text';
import { trialCalling } from '../account';
import { secretConnection } from '../secrets';
import { accepted, WooCommerceApi } from './api';

/** What WooCommerce signs its webhooks with. */
export const woocommerceSecret = secretConnection({
  name: 'woocommerce-webhook',
  title: text('Shop Journeys WooCommerce Webhook', 'WooCommerce Webhook 密钥'),
  type: 'shopJourneysWooCommerceWebhookApi',
  help: text(
    'The secret of the webhook, as entered in WooCommerce > Settings > Advanced > Webhooks. Give all webhooks to this address the same one.',
    'WooCommerce >“设置”>“高级”>“Webhooks”中填写的密钥。指向此地址的所有 Webhook 请使用同一密钥。',
  ),
});

/** A key of WooCommerce’s REST API; field names are those of n8n’s own `wooCommerceApi` credential. */
export const woocommerceAccount = defineConnection({
  name: 'woocommerce-account',
  title: text('WooCommerce Account', 'WooCommerce 账户'),
  n8n: { type: 'wooCommerceApi', own: false },
  fields: {
    url: {
      type: 'text',
      label: text('WooCommerce URL', 'WooCommerce 网址'),
      help: text(
        'The address of your shop. WooCommerce takes keys only where it begins with https.',
        '商店的网址。WooCommerce 仅在以 https 开头时接受密钥。',
      ),
      default: '',
      placeholder: 'https://shop.example',
      required: true,
    },
    consumerKey: {
      type: 'text',
      label: text('Consumer Key', 'Consumer Key'),
      help: text(
        'From WooCommerce > Settings > Advanced > REST API: a key that may read and write, of a user who manages the shop.',
        '在 WooCommerce >“设置”>“高级”>“REST API”中创建：具有读写权限、且属于商店管理员的密钥。',
      ),
      default: '',
      placeholder: 'ck_…',
      required: true,
      secret: true,
    },
    consumerSecret: {
      type: 'text',
      label: text('Consumer Secret', 'Consumer Secret'),
      help: text('Shown once, together with the key.', '与密钥一同显示，仅显示一次。'),
      default: '',
      placeholder: 'cs_…',
      required: true,
      secret: true,
    },
  },
  async test(values) {
    const api = new WooCommerceApi(values, trialCalling());
    accepted(await api.get('coupons', { per_page: 1, _fields: 'id' }));
  },
});
