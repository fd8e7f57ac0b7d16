import { own } from '../own';
import { decayed, pointsOf } from '../activity';
import { dayOf } from '../days';
import { type CategoryShare, categoryPreference, type Interest } from '../preferences/category';
import { type HolidayPreference, holidayPreference } from '../preferences/holiday';
import { type Bought, type PricePreference, pricePreference } from '../preferences/price';
import type { Base } from './base';
import type { Goods, History } from './history';

export interface Preferences {
  /** From what was bought, favoured, carted and viewed; half of it is forgotten after 90 days. */
  categories: CategoryShare[];
  price: PricePreference | null;
  holidays: HolidayPreference | null;
}

const HALF_LIFE_DAYS = 90;
const BOUGHT = 5;
/** How much the deeds that name a category tell of a preference. */
const interest: Readonly<Record<string, number>> = {
  product_viewed: 1,
  product_favourited: 3,
  cart_updated: 3,
};

export function preferencesOf(person: History, { facts, calendar }: Base): Preferences {
  const paidDays = person.orders.flatMap(({ kept, paid_at }) =>
    kept && paid_at !== null ? [dayOf(paid_at)] : [],
  );
  return {
    categories: categoryPreference(interestsOf(person)),
    price: pricePreference(person.goods.flatMap(boughtOf), facts.prices ?? {}) ?? null,
    holidays: holidayPreference(paidDays, calendar) ?? null,
  };
}

function* interestsOf({ goods, deeds, now }: History): Generator<Interest> {
  const weighed = (weight: number, at: number) => pointsOf(decayed(weight, at, now, HALF_LIFE_DAYS));
  for (const { category, paid_at } of goods) yield { category, weight: weighed(BOUGHT, paid_at) };
  for (const { name, category, at, count } of deeds) {
    const weight = own(interest, name);
    if (category !== null && weight !== undefined) yield { category, weight: count * weighed(weight, at) };
  }
}

/** The pieces of goods whose price is known. */
function boughtOf({ category, quantity, amount, currency }: Goods): Bought[] {
  if (quantity === null || quantity <= 0 || amount === null || currency === null) return [];
  return [{ price: Math.floor(amount / quantity), count: quantity, currency, category }];
}
