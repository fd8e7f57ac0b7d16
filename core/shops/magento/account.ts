import { text } from '../../steps/text';
import { defineShopApi } from '../account';
import { MagentoApi } from './api';
import { magentoChanges } from './changes';
import { magentoAccount } from './connection';
import { magentoCoupons } from './coupons';
import { magentoHistory } from './history';
import { MagentoLists } from './lists';

/** Magento Open Source and Adobe Commerce alike. Webhooks are not registered: the one has none, the other no API for it. */
export const magentoApi = defineShopApi({
  name: 'magento',
  label: text('Magento / Adobe Commerce', 'Magento / Adobe Commerce'),
  shop: 'magento',
  connection: magentoAccount,
  open(values, calling) {
    const api = new MagentoApi(values, calling);
    const lists = new MagentoLists(api, calling.log);
    return {
      coupons: magentoCoupons(api),
      history: magentoHistory(lists),
      changes: magentoChanges(lists, calling.clock),
    };
  },
});
