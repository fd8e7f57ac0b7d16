import type { ShopApi } from '../account';
import { shopApis } from '../accounts';

const polled = new Map(shopApis.filter(({ tells }) => tells === 'when-asked').map((api) => [api.shop, api]));

/** The kinds of shop that can be asked what has changed. */
export const polledShops: readonly string[] = [...polled.keys()];

/** The way into a kind of shop by which it is asked what has changed. */
export const polledApiOf = (shop: string): ShopApi | undefined => polled.get(shop);
