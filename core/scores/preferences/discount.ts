/** Orders, and those of them with a coupon. */
export interface CouponOrders {
  orders: number;
  withCoupon: number;
}

export interface DiscountSensitivity extends CouponOrders {
  /** The share of orders with a coupon, as far as the orders can tell. */
  share: number;
  /** That share divided by the base's: above 1, this person buys on coupons more than others. */
  lift: number;
}

/** As many orders of the base as weigh like the person's own. */
const PRIOR_ORDERS = 4;

/**
 * How much a person's buying hangs on coupons: the mean of a beta distribution that starts from the base's share with
 * the weight of four orders. Nobody's first order decides. `base`: all orders of everybody.
 */
export function discountSensitivity(own: CouponOrders, base: CouponOrders): DiscountSensitivity {
  const usual = (base.withCoupon + 1) / (base.orders + 2);
  const share = (own.withCoupon + PRIOR_ORDERS * usual) / (own.orders + PRIOR_ORDERS);
  return { ...own, share, lift: share / usual };
}
