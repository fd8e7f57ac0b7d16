import { RejectedError } from './rejected';

type Standing = 'placed' | 'paid' | 'cancelled' | 'refunded';

/** The words of Shopify, WooCommerce and others for how an order stands. */
const words: Record<Standing, readonly string[]> = {
  placed: [
    'placed',
    'open',
    'new',
    'pending',
    'pending payment',
    'unpaid',
    'on hold',
    'authorized',
    'partially paid',
  ],
  paid: [
    'paid',
    'processing',
    'completed',
    'complete',
    'closed',
    'fulfilled',
    'shipped',
    'delivered',
    'partially refunded',
  ],
  cancelled: ['cancelled', 'canceled', 'voided', 'failed', 'expired'],
  refunded: ['refunded'],
};

const standings = new Map<string, Standing>(
  (Object.keys(words) as Standing[]).flatMap((standing) =>
    words[standing].map((word) => [word, standing] as const),
  ),
);

interface Told {
  status: string;
  placedAt: number | undefined;
  paidAt: number | undefined;
  cancelledAt: number | undefined;
  /** Whether the file tells paid orders from others. Where it does not, each was paid as it was placed. */
  tellsPaid: boolean;
}

/** How an order stands, by its status and its dates (ms UTC). Throws `RejectedError`. */
export function standingOf({ status, placedAt, paidAt, cancelledAt, tellsPaid }: Told) {
  const standing = tellsPaid ? standingBy(status) : 'paid';
  const placed = placedAt ?? paidAt;
  if (placed === undefined) throw new RejectedError('an order without a date');
  const refunded = standing === 'refunded';
  const paid = paidAt ?? (refunded || standing === 'paid' ? placed : undefined);
  const cancelled = cancelledAt ?? (standing === 'cancelled' ? (paid ?? placed) : undefined);
  return { placedAt: placed, paidAt: paid, cancelledAt: cancelled, refunded };
}

function standingBy(status: string): Standing {
  if (status === '') return 'placed';
  const word = status
    .toLowerCase()
    .replace(/^wc-/, '')
    .replace(/[\s_-]+/g, ' ');
  const standing = standings.get(word);
  if (standing) return standing;
  throw new RejectedError('a status that is not known; use placed, paid, cancelled or refunded', status);
}
