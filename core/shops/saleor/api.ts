import { text } from '../../steps/text';
import { defineShopApi } from '../account';
import { saleorAccount } from './connection';
import { SaleorCoupons } from './coupons';
import { SaleorGraphql } from './graphql';
import { SaleorHistory } from './history';
import { SaleorWebhooks } from './webhooks';

export const saleorApi = defineShopApi({
  name: 'saleor',
  label: text('Saleor', 'Saleor'),
  shop: 'saleor',
  tells: 'by-webhooks',
  connection: saleorAccount,
  open(values, calling) {
    const graphql = new SaleorGraphql(values, calling);
    return {
      coupons: new SaleorCoupons(graphql, values.channel),
      webhooks: new SaleorWebhooks(graphql, values.channel),
      history: new SaleorHistory(graphql, values.channel, calling.log),
    };
  },
});
