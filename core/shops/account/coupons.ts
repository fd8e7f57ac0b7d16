/** What a coupon takes off. */
export type Discount =
  /** `value`: hundredths of a percent, 1 to 10,000. */
  | { kind: 'percentage'; value: number }
  /** `value`: minor units of the coupon's currency. */
  | { kind: 'fixed'; value: number }
  | { kind: 'free_shipping' }
  /** One piece of the coupon's category for nothing. */
  | { kind: 'gift' };

/** Whom alone a coupon is for: shops know people by their own id, or by their address. */
export interface ShopCustomer {
  id: string | null;
  email: string | null;
}

/** What the coupons of one rule have in common. Amounts are in minor units of `currency`, instants ms UTC. */
export interface CouponTerms {
  /** What the shop's staff reads. */
  title: string;
  discount: Discount;
  currency: string;
  minimumSpend: number | null;
  /** The shop's own id of the category that it counts for. */
  category: string | null;
  /** How often one code can be used; null without end. */
  usageLimit: number | null;
  startsAt: number;
  expiresAt: number | null;
  /** The shop's zone, for shops that keep local dates. */
  timeZone: string;
  /** Whether it counts beside other discounts. */
  combinable: boolean;
}

/** A coupon as it is to be in the shop. */
export interface ShopCoupon extends CouponTerms {
  code: string;
  /** Null for whoever has the code. */
  customer: ShopCustomer | null;
}

/** A coupon that is in the shop. */
export interface FoundCoupon {
  /** The shop's own id. */
  id: string;
  /** How often it has been used; null where the shop does not tell. */
  used: number | null;
  expiresAt: number | null;
  /** False once it has been switched off. */
  active: boolean;
}

/** Codes of one rule, made by as few calls as the shop allows. */
export interface CouponBatch {
  terms: CouponTerms;
  codes: readonly string[];
  /** What the answer to the batch before this one gave. */
  reference: string | null;
}

export interface BatchAnswer {
  /** Whatever the next batch of the same rule needs; kept by the caller. */
  reference: string | null;
  /** Codes that are in the shop now. */
  created: readonly string[];
  /** Codes that somebody else has there, or that the shop does not take, and why. */
  refused: readonly { code: string; reason: string }[];
}

/** The coupons of a shop. Every call throws `ShopError`. */
export interface ShopCoupons {
  /** What the shop cannot do of this, in words ("Medusa cannot …"); undefined where it can. Calls nobody. */
  refusalOf(coupon: ShopCoupon): string | undefined;
  /**
   * The shop would take one code twice, and both would count: two calls of `create` or `createBatch` for this account
   * must not run at once, in whichever processes; the caller holds a lease meanwhile.
   */
  readonly serial: boolean;
  /** Makes the coupon and answers the shop's id of it. Called again with the same code it is the same coupon. */
  create(coupon: ShopCoupon): Promise<{ id: string }>;
  find(code: string): Promise<FoundCoupon | undefined>;
  /** Moves the expiry. `timeZone`: the shop's. */
  extend(id: string, expiresAt: number, timeZone: string): Promise<void>;
  /** Makes the coupon useless. One that is gone already is no fault. */
  revoke(id: string): Promise<void>;
  /** The most codes that one call of `createBatch` takes. */
  readonly largestBatch: number;
  /** Called again with the same codes and reference it makes nothing twice. */
  createBatch(batch: CouponBatch): Promise<BatchAnswer>;
}
