import { getPinned } from './pinned.mjs';

/** Gets the pinned Medusa, at which a test of its own shops, into the cache unless it is there, and returns its folder. */
export async function getMedusa(setting) {
  return await getPinned(setting, {
    name: 'medusa',
    purpose: 'Getting Medusa',
    effort: '700 MB, two minutes, once',
  });
}
