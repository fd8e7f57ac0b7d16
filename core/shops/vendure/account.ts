import { text } from '../../steps/text';
import { defineShopApi } from '../account';
import { VendureAdmin } from './admin';
import { vendureAccount } from './connection';
import { VendureCoupons } from './coupons';
import { VendureHistory } from './history';

/** Vendure, through its Admin API. It has no webhooks of its own: the plugin in plugins/vendure sends them. */
export const vendureApi = defineShopApi({
  name: 'vendure',
  label: text('Vendure', 'Vendure'),
  shop: 'vendure',
  connection: vendureAccount,
  open(access, calling) {
    const admin = new VendureAdmin(access, calling);
    return { coupons: new VendureCoupons(admin), history: new VendureHistory(admin, calling) };
  },
});
