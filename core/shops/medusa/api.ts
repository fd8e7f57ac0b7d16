import { text } from '../../steps/text';
import { defineShopApi } from '../account';
import { MedusaAdmin } from './admin';
import { medusaAccount } from './connection';
import { MedusaCoupons } from './coupons';
import { MedusaHistory } from './history';

/** Medusa registers no webhooks: its subscriber is installed by hand. */
export const medusaApi = defineShopApi({
  name: 'medusa',
  label: text('Medusa', 'Medusa'),
  shop: 'medusa',
  connection: medusaAccount,
  open(values, calling) {
    const admin = new MedusaAdmin(values, calling);
    return { coupons: new MedusaCoupons(admin), history: new MedusaHistory(admin, calling.log) };
  },
});
