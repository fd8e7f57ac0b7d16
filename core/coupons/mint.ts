import { StepError } from '../errors';
import type { Store, Work } from '../store';
import { type Draft, rowOf } from './draft';
import { randomCode } from './pattern';
import { insertCoupons } from './rows';

/** Of short patterns most codes may be taken already. */
const MOST_TRIES = 100;

/**
 * Writes coupons with random codes. A code that somebody has is replaced by another; answers the drafts for which none
 * was found, because their pattern has hardly any left.
 */
export async function mintCoupons(
  work: Work,
  store: Store,
  drafts: readonly Draft[],
): Promise<readonly Draft[]> {
  let open = drafts;
  for (let tries = 0; open.length > 0 && tries < MOST_TRIES; tries += 1) {
    const coded = new Map(open.map((draft) => [randomCode(draft.pattern), draft]));
    const rows = [...coded].map(([code, draft]) => rowOf(draft, code));
    const inserted = await insertCoupons(work, store, rows);
    const served = new Set(inserted.map(({ code }) => coded.get(code)));
    open = open.filter((draft) => !served.has(draft));
  }
  return open;
}

/** What is wrong where no code was found for a draft. */
export function exhausted({ pattern }: Draft): StepError {
  return new StepError(`Of the codes that look like ${pattern}, hardly any is left.`, {
    parameter: 'pattern',
    advice: 'Give the pattern more #: each multiplies its codes by 32.',
  });
}
