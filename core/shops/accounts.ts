import type { ShopApi } from './account';
import { magentoApi } from './magento/account';
import { medusaApi } from './medusa/api';
import { saleorApi } from './saleor/api';
import { shopifyByApp, shopifyByToken } from './shopify/accounts';
import { vendureApi } from './vendure/account';
import { woocommerceApi } from './woocommerce/account';

/** The ways into shops' APIs, in the order in which a choice shows them. */
export const shopApis: readonly ShopApi[] = [
  shopifyByApp,
  shopifyByToken,
  woocommerceApi,
  magentoApi,
  medusaApi,
  vendureApi,
  saleorApi,
];

const named = new Map(shopApis.map((api) => [api.name, api]));

/** Throws where a version of this package that knows more shops has left its traces. */
export function shopApiNamed(name: string): ShopApi {
  const api = named.get(name);
  if (!api) throw new Error(`there is no way into a shop called “${name}”`);
  return api;
}
