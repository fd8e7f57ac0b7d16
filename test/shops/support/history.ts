import type { ShopHistory, HistoryPage } from '../../../core/shops/account';
import { orderEvents, personEvents } from '../../../core/shops/facts';

const BEGAN = Date.parse('2025-01-01T00:00:00Z');
const HOUR = 3_600_000;

/** A shop with so many customers, products and orders, told so many at a time. */
export class HistoryOfShop implements ShopHistory {
  readonly kinds = ['orders', 'customers', 'products'] as const;
  /** What it was asked for, in order. */
  readonly asked: string[] = [];
  /** Called before each answer. */
  before: (asked: string) => HistoryPage | undefined = () => undefined;

  constructor(
    readonly count: number,
    readonly pageSize = 10,
  ) {}

  page(
    kind: 'customers' | 'products' | 'orders',
    cursor: string | null,
    source: string,
  ): Promise<HistoryPage> {
    const asked = `${kind} ${cursor ?? 'from the beginning'}`;
    this.asked.push(asked);
    const instead = this.before(asked);
    if (instead) return Promise.resolve(instead);
    const from = Number(cursor ?? 0);
    const to = Math.min(from + this.pageSize, this.count);
    const numbers = Array.from({ length: to - from }, (_, i) => from + i);
    return Promise.resolve({
      events: numbers.flatMap((number) => this.#events(kind, number, source)),
      products:
        kind === 'products'
          ? numbers.map((number) => ({
              id: `p${number}`,
              category: 'Audio',
              price: { amount: 100 + number, currency: 'EUR' },
              at: BEGAN,
            }))
          : [],
      next: to < this.count ? String(to) : null,
      total: this.count,
    });
  }

  #events(kind: string, number: number, source: string) {
    const at = BEGAN + number * HOUR;
    const person = { id: `c${number}`, email: `c${number}@example.com` };
    if (kind === 'customers')
      return personEvents(source, person, [{ name: 'customer_registered', id: `c${number}`, at }]);
    if (kind === 'products') return [];
    return orderEvents(source, {
      id: `o${number}`,
      person,
      total: { amount: 1_000 + number, currency: 'EUR' },
      items: [{ product: `p${number}`, quantity: 1 }],
      placedAt: at,
      paidAt: at + HOUR,
    });
  }
}
