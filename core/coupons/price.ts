import { balancesOf, charge, giveBack, type PointsHolder } from '../points';
import type { StepContext } from '../steps/define';
import type { Work } from '../store';
import type { Draft } from './draft';
import type { Refusal } from './refusal';

type Context = Pick<StepContext, 'store' | 'clock'>;

/** A coupon for which points may have been taken. */
export interface Priced {
  passage: PointsHolder;
  /** The coupon's. */
  purpose: string;
}

const pointsPurpose = (purpose: string) => `coupon ${purpose}`;
const pricedOf = ({ claimant: { passage, values } }: Draft): Priced => ({ passage, purpose: values.purpose });

/** The drafts whose people have the points that their coupons cost; the others are refused. */
export async function affordable(
  work: Work,
  { store }: Context,
  drafts: readonly Draft[],
  refusals: Map<string, Refusal>,
): Promise<Draft[]> {
  const cost = ({ claimant }: Draft) => claimant.values.costsPoints;
  const owner = ({ claimant }: Draft) => claimant.passage.contact.id;
  const left = await balancesOf(work, store, drafts.filter((draft) => cost(draft) > 0).map(owner));
  return drafts.filter((draft) => {
    const balance = left.get(owner(draft)) ?? 0;
    left.set(owner(draft), balance - cost(draft));
    if (cost(draft) <= balance || cost(draft) === 0) return true;
    refusals.set(draft.claimant.key, notEnough(cost(draft), balance));
    left.set(owner(draft), balance);
    return false;
  });
}

const notEnough = (cost: number, balance: number): Refusal => ({
  reason: 'not_enough_points',
  detail: `The coupon costs ${cost} points, and there are ${balance}.`,
});

/** Takes the points that coupons cost, of people who have them. */
export async function takePoints(work: Work, context: Context, drafts: readonly Draft[]): Promise<void> {
  const priced = drafts.filter(({ claimant }) => claimant.values.costsPoints > 0);
  await charge(
    work,
    context,
    priced.map((draft) => ({
      passage: draft.claimant.passage,
      points: draft.claimant.values.costsPoints,
      purpose: pointsPurpose(draft.claimant.values.purpose),
      reason: `Coupon for ${draft.claimant.values.purpose}`,
    })),
  );
}

/** Gives back the points that were taken for coupons which nobody will use. */
export async function returnPoints(work: Work, context: Context, coupons: readonly Priced[]): Promise<void> {
  if (coupons.length === 0) return;
  await giveBack(
    work,
    context,
    coupons.map(({ passage, purpose }) => ({
      passage,
      purpose: pointsPurpose(purpose),
      reason: `Coupon for ${purpose} given back`,
    })),
  );
}

/** The same for coupons that were not even written. */
export const returnPointsOf = (work: Work, context: Context, drafts: readonly Draft[]): Promise<void> =>
  returnPoints(work, context, drafts.filter(({ claimant }) => claimant.values.costsPoints > 0).map(pricedOf));
