import type { ShopCoupon, ShopCustomer } from '../../../core/shops/account';

const DAY = 86_400_000;

let codes = 0;
/** Ten percent for a person, once, from now on for a day. */
export function couponFor(customer: ShopCustomer | null, changes: Partial<ShopCoupon> = {}): ShopCoupon {
  codes += 1;
  return {
    code: `TEST-${codes}-7KQ4`,
    title: 'Welcome',
    customer: customer && { id: customer.id, email: customer.email },
    discount: { kind: 'percentage', value: 1_000 },
    currency: 'USD',
    minimumSpend: null,
    category: null,
    usageLimit: 1,
    startsAt: Date.now() - 60_000,
    expiresAt: Date.now() + DAY,
    timeZone: 'Europe/Berlin',
    combinable: true,
    ...changes,
  };
}
