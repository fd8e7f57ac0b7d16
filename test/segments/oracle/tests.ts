import type { Filter, Range, TextTest } from '../../../core/segments/definition/types';
import type { World } from './history';
import type { Occurrence } from './occurrences';

/** Whether a number lies in a range; where there is none, in no range. */
export function inRange(
  { atLeast = -Infinity, atMost = Infinity, above = -Infinity, below = Infinity }: Range,
  value: number | undefined,
): boolean {
  return value !== undefined && value >= atLeast && value <= atMost && value > above && value < below;
}

const asKept = (text: string) => text;
const asCategory = (text: string) => text.trim().toLowerCase();
export const asCoupon = (text: string) => text.trim().toUpperCase();

/** Whether what was said passes a test. `key`: the form in which texts of this kind are compared. */
export function textPasses(
  test: TextTest,
  said: readonly (string | undefined)[],
  key: (text: string) => string = asKept,
): boolean {
  const texts = said.flatMap((text) => (text === undefined ? [] : [key(text)]));
  if ('is' in test) return texts.includes(key(test.is));
  if ('isNot' in test) return !texts.includes(key(test.isNot));
  if ('in' in test) return test.in.some((one) => texts.includes(key(one)));
  if ('contains' in test) return texts.some((text) => text.includes(key(test.contains)));
  if ('startsWith' in test) return texts.some((text) => text.startsWith(key(test.startsWith)));
  if ('under' in test) {
    const root = key(test.under);
    return texts.some((text) => text === root || text.startsWith(`${root} > `));
  }
  return texts.length > 0 === test.exists;
}

/** Whether one occurrence is what a filter asks for. */
export function passes(filter: Filter, of: Occurrence, { favouredBy }: World): boolean {
  const { product, category, channel, coupon, currency, source, via, amount, favouritedBy } = filter;
  return (
    (!product || textPasses(product, of.products)) &&
    (!category || textPasses(category, of.categories, asCategory)) &&
    (!coupon || textPasses(coupon, of.coupons, asCoupon)) &&
    (!channel || textPasses(channel, [of.channel])) &&
    (!currency || textPasses(currency, [of.currency])) &&
    (!source || textPasses(source, [of.source])) &&
    (!via || textPasses(via, [of.via])) &&
    (!amount || inRange(amount, of.amount)) &&
    (!favouritedBy || of.products.some((id) => inRange(favouritedBy, favouredBy.get(id) ?? 0)))
  );
}

type Kind = 'product' | 'category';

const named = (kind: Kind, { products, categories }: Occurrence) =>
  kind === 'product' ? products : categories.map(asCategory);

/** Whether an occurrence names no product, or no category. */
export const namesNone = (kind: Kind, of: Occurrence): boolean => named(kind, of).length === 0;

/** Whether two occurrences are about the same product, or the same category. */
export const sameOf = (kind: Kind, a: Occurrence, b: Occurrence): boolean =>
  named(kind, a).some((one) => named(kind, b).includes(one));
