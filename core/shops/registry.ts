import { generic } from './generic/shop';
import { magento } from './magento';
import { mapped } from './mapped';
import { medusa } from './medusa';
import { saleor } from './saleor';
import type { Shop } from './shop';
import { shopify } from './shopify';
import { vendure } from './vendure';
import { woocommerce } from './woocommerce';

/** The shops whose webhooks are understood, in the order in which a choice shows them. */
export const shops: readonly Shop[] = [
  generic,
  shopify,
  woocommerce,
  magento,
  medusa,
  vendure,
  saleor,
  mapped,
];

const named = new Map(shops.map((shop) => [shop.name, shop]));

/** Throws where a version of this package that knows more shops has left its traces. */
export function shopNamed(name: string): Shop {
  const shop = named.get(name);
  if (!shop) throw new Error(`there is no shop “${name}”`);
  return shop;
}
