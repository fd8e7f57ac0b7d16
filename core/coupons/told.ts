import type { Contact } from '../enrolments';
import { formatMoney } from '../money';
import { remembering } from '../remembering';
import type { JsonObject } from '../steps/define';
import type { Coupon } from './rows';
import { readTerms } from './terms';

const isoOf = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());
const startOf = remembering(isoOf);
const endOf = remembering(isoOf);
const termsOf = remembering(readTerms);

/** A coupon as later steps and templates see it. */
export function toldCoupon(row: Coupon, profile: Contact['profile']): JsonObject {
  const currency = row.currency ?? 'EUR';
  const { category = null, usageLimit = null, combinable = true } = termsOf(row.terms) ?? {};
  return {
    code: row.code,
    kind: row.kind,
    value: row.kind === 'percentage' ? row.value / 100 : row.value,
    text: describe(row, currency, profile['locale'] ?? 'en'),
    currency,
    minimumSpend: row.minimum_spend,
    category,
    usageLimit,
    combinable,
    startsAt: startOf(row.starts_at),
    expiresAt: endOf(row.expires_at),
    purpose: row.purpose,
    rehearsal: row.rehearsal === 1,
  };
}

function describe(row: Coupon, currency: string, locale: string): string {
  const chinese = locale.startsWith('zh');
  if (row.kind === 'free_shipping') return chinese ? '免运费' : 'free shipping';
  if (row.kind === 'gift') return chinese ? '赠品' : 'a gift';
  if (row.kind === 'percentage') return `${row.value / 100} %`;
  return formatMoney(row.value, currency, locale);
}
