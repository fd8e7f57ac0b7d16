import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { scaled } from '../../../core/money';
import type { Buyer } from '../../../core/scores';

const file = join(__dirname, '..', '..', '..', '..', 'shared', 'data', 'online-retail.csv.gz');

/** Why a test that uses the Online Retail history cannot run; undefined where it can. */
export const retailMissing = existsSync(file) ? undefined : `there is no ${file}`;

/** One line of an invoice of a known customer. */
export interface RetailLine {
  invoice: string;
  product: string;
  description: string;
  /** Negative on the lines of a cancellation. */
  quantity: number;
  at: number;
  /** Pence for all pieces; four lines at a tenth of a penny come to nothing. */
  amount: number;
  customer: string;
}

const LINE = /^([^,]*),([^,]*),(.*),(-?\d+),([^,]*),(-?[\d.]+),(\d+)\.0,[^,]*$/;

/** The lines of known customers; those without one tell nothing of a person. Their times are read as UTC. */
export function retailLines(): RetailLine[] {
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, invoice, product, description, quantity, at, price, customer] = LINE.exec(line) ?? [];
      if (invoice === undefined || customer === undefined || product === undefined) return [];
      const tenths = scaled(price ?? '', 3);
      if (tenths === undefined) throw new Error(`${price} is not a price`);
      return {
        invoice,
        product,
        description: description ?? '',
        quantity: Number(quantity),
        at: Date.parse(`${at?.replace(' ', 'T')}Z`),
        amount: Math.round((Number(quantity) * tenths) / 10),
        customer,
      };
    });
}

/**
 * The buyers among the customers. An invoice is an order, its amount the sum of its lines. A cancellation (C…) does
 * not say which invoice it cancels: it lowers what the customer spent, and is no order.
 */
export function retailBuyers(lines: readonly RetailLine[]): Map<string, Buyer> {
  const invoices = new Map<string, Set<string>>();
  const buyers = new Map<string, Buyer>();
  for (const { invoice, customer, at, amount } of lines) {
    const cancels = invoice.startsWith('C');
    const orders = invoices.get(customer) ?? new Set();
    if (!cancels) orders.add(invoice);
    invoices.set(customer, orders);
    const before = buyers.get(customer);
    buyers.set(customer, {
      lastPaidAt: Math.max(before?.lastPaidAt ?? 0, cancels ? 0 : at),
      orders: orders.size,
      spent: (before?.spent ?? 0) + amount,
      currency: 'GBP',
    });
  }
  return new Map([...buyers].filter(([, { orders }]) => orders > 0));
}
