import type { IdRange } from '../base/ranges';

/**
 * Walks through the contacts by so many ids at a time. `most`: ids that are enough; of more, every so manieth page is
 * taken, so that they are spread over all.
 */
export type Pages = (size: number, most?: number) => Iterable<IdRange>;

/** `last`: the last contact. `told`: how many ids are behind, after each page. */
export function pagesTo(last: number, told: (done: number) => void): Pages {
  return function* (size, most = Infinity) {
    const step = size * Math.max(1, Math.ceil(last / most));
    for (let after = 0; after < last; after += step) {
      yield { after, to: Math.min(after + size, last) };
      told(Math.min(after + step, last));
    }
  };
}
