/** Why somebody gets no coupon: a code for machines, a sentence for people. */
export interface Refusal {
  reason:
    | 'currency_mismatch'
    | 'no_order_amount'
    | 'below_lowest_tier'
    | 'no_tier'
    | 'over'
    | 'pool_empty'
    | 'no_customer'
    | 'shop_cannot'
    | 'shop_refused'
    | 'not_enough_points'
    | 'count_limit'
    | 'liability_limit'
    | 'revoked';
  detail: string;
  /** The limit that was reached, and the instant (ISO 8601) from which on there is room again; null for none. */
  limit?: { per: 'journey' | 'day'; opensAt: string | null };
}

/** Whether something that could be made was refused instead. */
export const isRefusal = (planned: object): planned is Refusal => 'reason' in planned;
