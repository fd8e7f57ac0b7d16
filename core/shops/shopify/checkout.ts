import type { ShopEvent } from '../../ingest';
import { personEvents } from '../facts';
import { instantOf } from '../instant';
import { fields, key, listOf, maybe, quantity, text, type TypeOf } from '../shape';
import { buyer, buyerEvents } from './customer';
import { buyerOf } from './order';

export const checkout = fields({
  token: key,
  created_at: text,
  updated_at: maybe(text),
  completed_at: maybe(text),
  email: maybe(text),
  phone: maybe(text),
  customer_locale: maybe(text),
  customer: maybe(buyer),
  line_items: listOf(fields({ quantity })),
});

/** Began to check out, and what lies in the cart; told once the buyer has given an address. Throws `MalformedError`. */
export function checkoutEvents(body: TypeOf<typeof checkout>, source: string): ShopEvent[] {
  const { token, created_at: created, updated_at: updated, completed_at: completed } = body;
  const pieces = body.line_items.reduce((sum, one) => sum + one.quantity, 0);
  const startedAt = instantOf(created, 'created_at');
  const changedAt = instantOf(updated ?? created, 'updated_at');
  // Completed, it is an order, and its cart is empty.
  const left = completed ? 0 : pieces;
  return [
    ...personEvents(source, buyerOf(body), [
      { name: 'checkout_started', id: token, at: startedAt, data: { cart: { items: pieces } } },
      { name: 'cart_updated', id: `${token}:${changedAt}`, at: changedAt, data: { cart: { items: left } } },
    ]),
    ...(body.customer ? buyerEvents(body.customer, source) : []),
  ];
}
