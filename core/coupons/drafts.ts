import { zoneOf } from '../enrolments';
import { StepError } from '../errors';
import { isAlike, remembering } from '../remembering';
import type { ShopCustomer } from '../shops/account';
import type { Claimant, IssueValues } from './claimant';
import type { Calendar } from './dates';
import { deskFor, type ShopDesks, shopIn } from './desks';
import type { Draft } from './draft';
import { expectedLiability, unknownLiability } from './liability';
import { asksLiability } from './limits';
import { orderOf, type OrderSaid } from './order';
import { patternOf, randomCode } from './pattern';
import { planCoupon } from './plan';
import { isRefusal, type Refusal } from './refusal';
import { termsOf } from './terms';
import { nowhere, type Standing } from './tiers';

/** What is known of the claimants of a batch. */
export interface Known {
  /** By contact. */
  standings: ReadonlyMap<number, Standing>;
  /** By the key of the claim. */
  customers: ReadonlyMap<string, ShopCustomer>;
  desks: ShopDesks;
  calendar: Calendar;
}

/** What coupon somebody is to get, or why none. Throws `StepError` for a rule that makes no sense. */
export function draftOf(claimant: Claimant, known: Known): Draft | Refusal {
  const { standings, customers, desks, calendar } = known;
  const { values, passage, json } = claimant;
  const { contact, journey } = passage;
  const offer = offerOf({
    values,
    journey,
    ...orderOf(json),
    standing: standings.get(contact.id) ?? nowhere,
    calendar,
    now: contact.clock.at(calendar.now),
    zone: zoneOf(contact, values.timeZone),
  });
  if (isRefusal(offer)) return offer;
  const customer = shopIn(claimant.source) === undefined ? null : customerFor(claimant, customers);
  if (customer && isRefusal(customer)) return customer;
  const { plan, dates, expense } = offer;
  const terms = customer ? { ...offer.terms, customer } : offer.terms;
  const draft = { claimant, plan, dates, terms, expense, pattern: patternFor(claimant) };
  return shopRefusal(draft, desks) ?? draft;
}

/** All that an offer follows from. */
interface Occasion extends OrderSaid {
  values: IssueValues;
  journey: string;
  standing: Standing;
  calendar: Calendar;
  /** The person's, ms UTC. */
  now: number;
  /** The person's. */
  zone: string;
}

type Offer = Pick<Draft, 'plan' | 'dates' | 'terms' | 'expense'>;

/** What a rule gives to whoever it is. Most people of a batch are offered the same. */
const offerOf = remembering((occasion: Occasion): Offer | Refusal => {
  const { values, journey, standing, calendar, now, zone } = occasion;
  const plan = planCoupon(values, occasion, standing);
  if (isRefusal(plan)) return plan;
  const dates = calendar.datesOf(values, now, zone);
  if (isRefusal(dates)) return dates;
  const liability = expectedLiability(plan, values, occasion);
  if (liability === undefined && asksLiability(values)) throw unknownLiability(plan, values);
  const terms = { ...termsOf(plan, dates, values, `${journey}: ${values.purpose}`), customer: null };
  const day = calendar.today(values.timeZone);
  const expense = { journey, day, currency: plan.currency, liability: liability ?? 0 };
  return { plan, dates, terms, expense };
}, isAlike);

/** The codes of people who rehearse say so. */
function patternFor({ values: { pattern, prefix }, passage, source }: Claimant): string {
  if (source.startsWith('pool:')) return '';
  if (!passage.contact.clock.rehearsing) return patternOf({ pattern, prefix });
  return patternOf({ pattern, prefix: ['TEST', prefix].filter(Boolean).join('-') });
}

function customerFor(
  claimant: Claimant,
  customers: ReadonlyMap<string, ShopCustomer>,
): ShopCustomer | null | Refusal {
  if (!claimant.values.onlyThisCustomer) return null;
  const customer = customers.get(claimant.key);
  if (customer && (customer.id !== null || customer.email !== null)) return customer;
  return {
    reason: 'no_customer',
    detail:
      'The coupon is for this customer alone, and neither a customer ID of the shop nor an e-mail address is known.',
  };
}

/** Asked before anything is created, with a code as it will look. */
function shopRefusal({ claimant, terms, pattern }: Draft, desks: ShopDesks): Refusal | undefined {
  const shop = shopIn(claimant.source);
  if (shop === undefined) return undefined;
  const detail = deskFor(desks, shop).coupons.refusalOf({ ...terms, code: randomCode(pattern) });
  return detail === undefined ? undefined : { reason: 'shop_cannot', detail };
}

/** `draftOf`, with what is wrong with the rule as an answer. */
export function tryDraft(claimant: Claimant, known: Known): Draft | Refusal | StepError {
  try {
    return draftOf(claimant, known);
  } catch (error) {
    if (error instanceof StepError) return error;
    throw error;
  }
}
