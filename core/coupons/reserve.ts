import { passagesOf } from '../enrolments';
import { StepError } from '../errors';
import { likeBefore } from '../remembering';
import { catchUp, updateMemberships } from '../segments/membership/update';
import type { Outcome, StepContext, StepItem } from '../steps/define';
import type { Store, Work } from '../store';
import { type Claimant, claimantOf, claimKey, type IssueValues } from './claimant';
import { customersOf } from './customers';
import { Calendar } from './dates';
import { type ShopDesks, shopIn } from './desks';
import type { Draft } from './draft';
import { tryDraft } from './drafts';
import { asksLimit, Budgets, spend } from './limits';
import { exhausted, mintCoupons } from './mint';
import { emptyPool, takeFromPools } from './pool/take';
import { affordable, returnPointsOf, takePoints } from './price';
import { isRefusal, type Refusal } from './refusal';
import { type Coupon, type CouponRow, couponsOf, keyOf, keyOfRow, type NewCoupon, rowsOf } from './rows';
import { standingsOf } from './standing';

/** What became of a batch in the store, before any shop is called. */
export interface Reservation {
  /** Of items that are wrong, and of pools that have become low. */
  outcomes: Outcome[];
  claimants: Claimant[];
  /** By the key of the claim: the coupon that it has now. */
  coupons: Map<string, Coupon>;
  /** By the key of the claim: why it has none. */
  refusals: Map<string, Refusal>;
}

/**
 * Gives each passage and purpose its one coupon, in one transaction: those of the ledger and of pools are issued by it,
 * those of shops reserved. Whoever has one already keeps it. Items with an error take nothing.
 */
export function reserve(
  items: readonly StepItem<IssueValues>[],
  context: StepContext,
  desks: ShopDesks,
): Promise<Reservation> {
  return context.store.write(async (work) => {
    const { claimants, outcomes } = await meetClaimants(work, items, context);
    const before = await couponsOf(work, context.store, claimants.map(claimKey));
    const fresh = freshOf(claimants, before);
    await forget(work, fresh, before);
    const { drafts, refusals, faults } = await draftAll(work, context, fresh, desks);
    const { written, issued, low, emptied, uncoded } = await hand(work, context, drafts);
    for (const draft of emptied) refusals.set(draft.claimant.key, emptyPool(draft.claimant));
    for (const draft of uncoded) faults.set(draft.claimant.key, exhausted(draft));
    await spend(
      work,
      context.store,
      issued
        .filter(({ claimant }) => !claimant.passage.contact.clock.rehearsing)
        .map(({ expense }) => expense),
    );
    const sound = claimants.filter((claimant) => !faults.has(claimant.key));
    const coupons = await nowOf(work, context.store, before, written);
    const failed = claimants.flatMap((claimant): Outcome[] => {
      const error = faults.get(claimant.key);
      return error ? [{ item: claimant.item, error }] : [];
    });
    return { outcomes: [...outcomes, ...failed, ...low], claimants: sound, coupons, refusals };
  });
}

/** Hosts give each item values of its own, which mostly say what the last did: then they are the same. */
const asBefore = likeBefore<IssueValues>();

async function meetClaimants(
  work: Work,
  items: readonly StepItem<IssueValues>[],
  context: StepContext,
): Promise<{ claimants: Claimant[]; outcomes: Outcome[] }> {
  const passages = await passagesOf(
    work,
    context,
    items.map(({ json, values }) => ({ json, contact: values.contact })),
  );
  const claimants: Claimant[] = [];
  const outcomes: Outcome[] = [];
  items.forEach(({ json, values }, item) => {
    const claimant = claimantOf({ item, json, values: asBefore(values) }, passages[item]);
    if (claimant instanceof StepError) outcomes.push({ item, error: claimant });
    else claimants.push(claimant);
  });
  return { claimants, outcomes };
}

/** The coupons that were there before, and those that were written; with their ids where a shop is to make them. */
async function nowOf(
  work: Work,
  store: Store,
  before: ReadonlyMap<string, CouponRow>,
  written: readonly NewCoupon[],
): Promise<Map<string, Coupon>> {
  const kept = [...before].filter(([, row]) => !isOpen(row));
  const isReserved = ({ state }: NewCoupon) => state === 'reserved';
  const reserved = await rowsOf(work, store, written.filter(isReserved));
  const fresh = [...written.filter((coupon) => !isReserved(coupon)), ...reserved];
  return new Map<string, Coupon>([
    ...kept,
    ...fresh.map((coupon) => [keyOf(keyOfRow(coupon)), coupon] as const),
  ]);
}

const isOpen = (row: CouponRow | undefined) => row === undefined || row.state === 'released';

/** Claims that have no coupon, each once. */
function freshOf(claimants: readonly Claimant[], before: ReadonlyMap<string, CouponRow>): Claimant[] {
  const once = new Map(claimants.map((claimant) => [claimant.key, claimant]));
  return [...once].filter(([key]) => isOpen(before.get(key))).map(([, claimant]) => claimant);
}

/** A coupon that the shop refused makes room for another, with another code. */
async function forget(
  work: Work,
  fresh: readonly Claimant[],
  before: ReadonlyMap<string, CouponRow>,
): Promise<void> {
  const released = fresh.flatMap((claimant) => before.get(claimant.key)?.id ?? []);
  for (const id of released) await work.deleteFrom('coupon').where('id', '=', id).execute();
}

async function draftAll(work: Work, context: StepContext, fresh: readonly Claimant[], desks: ShopDesks) {
  const { store, clock } = context;
  const standings = await standingsOf(work, context, fresh);
  const inShops = fresh.filter(({ source }) => shopIn(source) !== undefined);
  const customers = await customersOf(work, store, inShops);
  const calendar = new Calendar(clock.now());
  const drafts: Draft[] = [];
  const refusals = new Map<string, Refusal>();
  const faults = new Map<string, StepError>();
  for (const claimant of fresh) {
    const key = claimant.key;
    const draft = tryDraft(claimant, { standings, customers, desks, calendar });
    if (draft instanceof StepError) faults.set(key, draft);
    else if (isRefusal(draft)) refusals.set(key, draft);
    else drafts.push(draft);
  }
  const paying = await affordable(work, context, drafts, refusals);
  const admitted = await withinLimits(work, context, paying, refusals);
  return { drafts: admitted, refusals, faults };
}

/** The drafts that the limits leave room for; rehearsals cost nothing. */
async function withinLimits(
  work: Work,
  { store }: StepContext,
  drafts: readonly Draft[],
  refusals: Map<string, Refusal>,
): Promise<Draft[]> {
  const counts = ({ claimant }: Draft) => !claimant.passage.contact.clock.rehearsing;
  if (!drafts.some((draft) => counts(draft) && asksLimit(draft.claimant.values))) return [...drafts];
  const budgets = await Budgets.hold(
    work,
    store,
    drafts.filter(counts).map(({ expense }) => expense),
  );
  return drafts.filter((draft) => {
    const { claimant, expense } = draft;
    const refusal = counts(draft)
      ? budgets.admit(expense, claimant.values, claimant.values.timeZone)
      : undefined;
    if (refusal) refusals.set(claimant.key, refusal);
    return refusal === undefined;
  });
}

/** Writes the coupons, and brings their people's segments up to date. */
async function hand(work: Work, context: StepContext, drafts: readonly Draft[]) {
  const { store, clock } = context;
  const people = [...new Set(drafts.map(({ claimant }) => claimant.passage.contact.id))];
  await takePoints(work, context, drafts);
  const live = await catchUp(work, store, clock, people);
  const isPooled = ({ claimant }: Draft) => claimant.source.startsWith('pool:');
  const pooled = await takeFromPools(work, context, drafts.filter(isPooled));
  const minted = await mintCoupons(
    work,
    store,
    drafts.filter((draft) => !isPooled(draft)),
  );
  await updateMemberships(
    work,
    store,
    clock,
    people.map((contact) => ({ contact, touches: ['coupons'] })),
    live,
  );
  const missed = new Set([...pooled.emptied, ...minted.uncoded]);
  await returnPointsOf(work, context, [...missed]);
  const issued = drafts.filter((draft) => !missed.has(draft));
  return { ...pooled, ...minted, written: [...pooled.coupons, ...minted.coupons], issued };
}
