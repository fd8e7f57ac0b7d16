import type { ReportedPassage } from '../../core/report';
import type { Customer } from './customers.ts';
import { passageOf } from './rehearsal.ts';

/** A line of the demo's table. */
export interface TableRow {
  readonly customer: string;
  readonly story: string;
  readonly segment: string;
  readonly coupon: string;
  readonly sent: number;
  readonly notSent: number;
  readonly purchase: string;
  readonly exit: string;
}

/** What the journey did to each customer. */
export function tableRows(customers: readonly Customer[], passages: readonly ReportedPassage[]): TableRow[] {
  return customers.map((customer) => {
    const passage = passageOf(customer, passages);
    const messages = passage?.messages ?? [];
    const sent = messages.filter(({ state }) => state === 'sent').length;
    const bought = passage?.purchaseDay;
    return {
      customer: customer.firstName,
      story: customer.story,
      segment: passage?.stage ?? '–',
      coupon: passage?.coupon ?? '–',
      sent,
      notSent: messages.length - sent,
      purchase: bought === null || bought === undefined ? '–' : `day ${bought}`,
      exit: passage?.exit ?? 'under way',
    };
  });
}

const headings: Record<keyof TableRow, string> = {
  customer: 'Customer',
  story: 'Who …',
  segment: 'Segment',
  coupon: 'Coupon',
  sent: 'Sent',
  notSent: 'Not sent',
  purchase: 'Purchase',
  exit: 'Exit',
};

/** The rows as text in columns. */
export function tableText(rows: readonly TableRow[]): string {
  const keys: (keyof TableRow)[] = [
    'customer',
    'story',
    'segment',
    'coupon',
    'sent',
    'notSent',
    'purchase',
    'exit',
  ];
  const widths = keys.map((key) =>
    Math.max(headings[key].length, ...rows.map((row) => String(row[key]).length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    line(keys.map((key) => headings[key])),
    line(widths.map((width) => '─'.repeat(width))),
    ...rows.map((row) => line(keys.map((key) => String(row[key])))),
  ].join('\n');
}
