import { StepError } from '../errors';
import type { Store, Work } from '../store';
import { type Draft, rowOf } from './draft';
import { isGuessable, randomCodes } from './pattern';
import { recountRedemptions } from './redeem';
import { insertCoupons, type NewCoupon, rowsOf } from './rows';

/** Of short patterns most codes may be taken already. */
const MOST_TRIES = 100;

/** What became of drafts that were to get a random code. */
export interface Minted {
  coupons: NewCoupon[];
  /** For whom no code was found, because their pattern has hardly any left. */
  uncoded: readonly Draft[];
}

/** Writes coupons with random codes. A code that somebody has is replaced by another. */
export async function mintCoupons(work: Work, store: Store, drafts: readonly Draft[]): Promise<Minted> {
  const coupons: NewCoupon[] = [];
  let uncoded = drafts;
  for (let tries = 0; uncoded.length > 0 && tries < MOST_TRIES; tries += 1) {
    const codes = randomCodes(uncoded.map(({ pattern }) => pattern));
    const coded = new Map(uncoded.map((draft, place) => [codes[place] ?? '', draft]));
    const rows = [...coded].map(([code, draft]) => rowOf(draft, code));
    const written = await insertCoupons(work, store, rows);
    coupons.push(...written);
    const served = new Set(written.map(({ code }) => coded.get(code)));
    await recount(
      work,
      store,
      written.filter(({ code }) => isGuessable(coded.get(code)?.pattern ?? '')),
    );
    uncoded = uncoded.filter((draft) => !served.has(draft));
  }
  return { coupons, uncoded };
}

/** An order may have named a code of few letters before it was given to anybody; nobody has guessed a long one. */
async function recount(work: Work, store: Store, coupons: readonly NewCoupon[]): Promise<void> {
  const rows = await rowsOf(work, store, coupons);
  await recountRedemptions(
    work,
    store,
    rows.map(({ id }) => id),
  );
}

/** What is wrong where no code was found for a draft. */
export function exhausted({ pattern }: Draft): StepError {
  return new StepError(`Of the codes that look like ${pattern}, hardly any is left.`, {
    parameter: 'pattern',
    advice: 'Give the pattern more #: each multiplies its codes by 32.',
  });
}
