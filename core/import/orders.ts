import { couponKey, customerIdentity, type Identity, type OrderFacts, type OrderItem } from '../ingest';
import { amountOf, currencyOf, lineAmountOf, quantityOf } from './amounts';
import { cellOf, idOf } from './cells';
import type { Header, Places } from './columns';
import { emailOf, phoneOf } from './customers';
import type { OrderField } from './fields';
import type { ReadInstant } from './instants';
import { RejectedError } from './rejected';
import { standingOf } from './status';

/** What rows say of an order. Instants are ms UTC. */
export interface ImportedOrder {
  /** Of its person; at least one. */
  identities: Identity[];
  facts: OrderFacts & { refunded: number };
  placedAt: number;
  paidAt: number | undefined;
  cancelledAt: number | undefined;
}

type OrdersHeader = Extract<Header, { subject: 'orders' }>;
type OrderPlaces = Places<OrderField>;
type Row = readonly string[];

interface Options {
  header: OrdersHeader;
  source: string;
  /** ISO 4217, of rows that name none. */
  currency: string;
  instant: ReadInstant;
}

/** What rows of one order share. */
export function orderKey({ places }: OrdersHeader): (cells: Row) => string {
  const place = places.name ?? places.order;
  return (cells) => cellOf(cells, place);
}

/** Whether a file tells paid orders from others. */
export const tellsPaid = ({ places }: OrdersHeader): boolean =>
  places.paidAt !== undefined || places.status !== undefined;

/** What reads the order of the rows that name it; the first of them says what is said once. It throws `RejectedError`. */
export function orderReader({ header, source, currency, instant }: Options) {
  const { places } = header;
  const told = tellsPaid(header);
  return (rows: readonly Row[]): ImportedOrder => {
    const [first = []] = rows;
    const cell = (place: number | undefined) => cellOf(first, place);
    const { refunded, ...instants } = standingOf({
      status: cell(places.status),
      placedAt: instant(cell(places.placedAt)),
      paidAt: instant(cell(places.paidAt)),
      cancelledAt: instant(cell(places.cancelledAt)),
      tellsPaid: told,
    });
    const facts = factsOf(rows, places, currencyOf(cell(places.currency), currency));
    const given = amountOf(cell(places.refunded), facts.currency);
    return {
      identities: identitiesOf(first, places, source),
      facts: { ...facts, refunded: given ?? (refunded ? (facts.amount ?? 0) : 0) },
      ...instants,
    };
  };
}

function identitiesOf(cells: Row, places: OrderPlaces, source: string): Identity[] {
  const id = idOf(cellOf(cells, places.customer));
  const identities = [
    id === '' ? undefined : customerIdentity(source, id),
    emailOf(cellOf(cells, places.email)),
    phoneOf(cellOf(cells, places.phone), cellOf(cells, places.country)),
  ].filter((identity) => identity !== undefined);
  if (identities.length > 0) return identities;
  throw new RejectedError('names nobody: neither customer, e-mail address nor phone number');
}

function factsOf(rows: readonly Row[], places: OrderPlaces, currency: string) {
  const [first = []] = rows;
  const id = idOf(cellOf(first, places.order) || cellOf(first, places.name));
  if (id === '') throw new RejectedError('an order without an ID');
  const items = tellsItems(places) ? rows.map((cells) => itemOf(cells, places, currency)) : [];
  const amount = totalOf(rows, places, currency) ?? sumOf(items);
  const told = items.filter(({ product, category }) => product !== undefined || category !== undefined);
  const coupons = couponsOf(rows, places);
  return {
    id,
    currency,
    ...(amount !== undefined && { amount }),
    ...(told.length > 0 && { items: told }),
    ...(coupons.length > 0 && { coupons }),
  };
}

const tellsItems = ({ product, category, itemAmount, itemPrice }: OrderPlaces): boolean =>
  (product ?? category ?? itemAmount ?? itemPrice) !== undefined;

function itemOf(cells: Row, places: OrderPlaces, currency: string): OrderItem {
  const product = idOf(cellOf(cells, places.product));
  const category = idOf(cellOf(cells, places.category));
  const quantity = quantityOf(cellOf(cells, places.quantity));
  const amount =
    amountOf(cellOf(cells, places.itemAmount), currency) ??
    lineAmountOf(cellOf(cells, places.itemPrice), quantity ?? 1, currency);
  return {
    ...(product !== '' && { product }),
    ...(category !== '' && { category }),
    ...(quantity !== undefined && { quantity }),
    ...(amount !== undefined && { amount }),
  };
}

/** What the order came to, said once or the same in each row. */
function totalOf(rows: readonly Row[], places: OrderPlaces, currency: string): number | undefined {
  const [first = [], another] = rows;
  if (!another) return amountOf(cellOf(first, places.amount), currency);
  const totals = new Set(rows.map((cells) => cellOf(cells, places.amount)).filter((total) => total !== ''));
  if (totals.size > 1)
    throw new RejectedError('rows of one order with different amounts; a row’s own amount is “itemAmount”');
  const [total = ''] = totals;
  return amountOf(total, currency);
}

/** Undefined unless there are items and each has its amount. */
function sumOf(items: readonly OrderItem[]): number | undefined {
  if (items.length === 0) return undefined;
  let sum = 0;
  for (const { amount } of items) {
    if (amount === undefined) return undefined;
    sum += amount;
  }
  return sum;
}

function couponsOf(rows: readonly Row[], places: OrderPlaces): string[] {
  if (places.coupon === undefined) return [];
  const codes = rows
    .flatMap((cells) => cellOf(cells, places.coupon).split(/[,;|]/))
    .map((code) => couponKey(idOf(code.trim())))
    .filter((code) => code !== '');
  return [...new Set(codes)];
}
