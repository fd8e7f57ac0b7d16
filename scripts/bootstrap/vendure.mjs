import { getPinned } from './pinned.mjs';

/** Gets the pinned Vendure, at which the host tests shop, into the cache unless it is there, and returns its folder. */
export async function getVendure(setting) {
  return await getPinned(setting, {
    name: 'vendure',
    purpose: 'Getting Vendure',
    effort: '160 MB, a minute, once',
  });
}
