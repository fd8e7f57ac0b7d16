import type { ShopEvent } from '../dist/core/ingest/index.js';
import { parseGeneric } from '../dist/core/shops/generic/index.js';
import { batches } from './measurement.ts';
import { BATCH, BEGAN, type Person, person } from './people.ts';

type Kind = 'customer.registered' | 'cart.updated' | 'order.placed' | 'order.paid';

/** What ten visitors of a shop do: one is new, four only fill a cart, five buy. */
const visits: readonly (readonly Kind[])[] = [
  ['customer.registered', 'cart.updated'],
  ...Array<Kind[]>(4).fill(['cart.updated', 'cart.updated']),
  ...Array<Kind[]>(5).fill(['cart.updated', 'order.placed', 'order.paid']),
];
const AT_ONCE = 50;
const LONGEST = 3;

/** The bodies of a shop's webhooks, `count` events, 500 in each; `known`: how many people it knows already. */
export function webhookBodies(count: number, known: number): Buffer[] {
  const events = shopEvents(count, known);
  return [...batches(events, BATCH)].map((some) => Buffer.from(JSON.stringify({ events: some })));
}

/** The canonical events of such a body. */
export const parsed = (body: Buffer): readonly ShopEvent[] => parseGeneric(body, 'shop', 'bench').events;

/** Fifty people visit at once and take turns, then the next fifty come. */
function shopEvents(count: number, known: number): object[] {
  const events: object[] = [];
  for (let first = 0; events.length < count; first += AT_ONCE) {
    for (let turn = 0; turn < LONGEST; turn += 1) {
      for (let visitor = first; visitor < first + AT_ONCE; visitor += 1) {
        const kind = visits[visitor % visits.length]?.[turn];
        if (kind) events.push(shopEvent(events.length, kind, visitor, known));
      }
    }
  }
  return events.slice(0, count);
}

function shopEvent(index: number, type: Kind, visitor: number, known: number): object {
  // 7919 has no divisor in common with the number of people: everybody's turn comes, in no order of ids.
  const who =
    visitor % visits.length === 0 ? person(known + 1 + visitor) : person(((visitor * 7919) % known) + 1);
  const isOrder = type.startsWith('order');
  return {
    id: `e${index}`,
    type,
    timestamp: new Date(BEGAN + 60_000 + index * 10).toISOString(),
    data: {
      customer: told(who),
      ...(type === 'cart.updated' && { cart: { items: (index % 5) + 1 } }),
      ...(isOrder && {
        order: { id: `o${visitor}`, amount: '49.90', currency: 'EUR', items: [{ category: 'Shoes' }] },
      }),
    },
  };
}

const told = ({ customer, email }: Person) => ({ id: customer, email, firstName: 'Ann', locale: 'de-DE' });
