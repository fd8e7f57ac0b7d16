import { text } from '../../steps/text';
import { defineShopApi } from '../account';
import { woocommerceAccount } from './connection';
import { WooCommerceApi } from './api';
import { wooCoupons } from './coupons';
import { wooHistory } from './history';
import { wooWebhooks } from './webhooks';

export const woocommerceApi = defineShopApi({
  name: 'woocommerce',
  label: text('WooCommerce', 'WooCommerce'),
  shop: 'woocommerce',
  tells: 'by-webhooks',
  connection: woocommerceAccount,
  open(values, calling) {
    const api = new WooCommerceApi(values, calling);
    return {
      coupons: wooCoupons(api, calling.clock),
      webhooks: wooWebhooks(api),
      history: wooHistory(api, calling.log),
    };
  },
});
