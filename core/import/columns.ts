import { StepError } from '../errors';
import { columnKey, type CustomerField, fields, type OrderField, type Subject, tellsOrders } from './fields';

/** Where each field stands in a row. */
export type Places<F extends string> = Partial<Record<F, number>>;

/** What a file's header says. */
export type Header =
  | {
      subject: 'customers';
      names: readonly string[];
      places: Places<CustomerField>;
      /** Columns that are no field, each an attribute of the person. */
      others: readonly number[];
    }
  | { subject: 'orders'; names: readonly string[]; places: Places<OrderField> };

/** What a person says of a file's columns: the field that a column is, by the column's name. */
export type ColumnMap = Readonly<Record<string, string>>;

/**
 * Recognises a file by its header. `columns`: what differs from the usual names. `subject`: what the file is about, where
 * its header does not tell. Throws `StepError` with what is missing and what was found.
 */
export function readHeader(names: readonly string[], columns: ColumnMap = {}, subject?: Subject): Header {
  const about = subject ?? subjectOf(names, columns);
  if (about === 'orders') return ordersHeader(names, placesOf(names, fields.orders, columns));
  return customersHeader(names, placesOf(names, fields.customers, columns));
}

function subjectOf(names: readonly string[], columns: ColumnMap): Subject {
  const keys = new Set(names.map(columnKey));
  const asked = Object.values(columns);
  const isOrders =
    tellsOrders.some((key) => keys.has(key)) ||
    asked.some((field) => field in fields.orders && !(field in fields.customers));
  return isOrders ? 'orders' : 'customers';
}

function placesOf<F extends string>(
  names: readonly string[],
  known: Readonly<Record<F, readonly string[]>>,
  columns: ColumnMap,
): Places<F> {
  const keys = names.map(columnKey);
  const isField = (field: string): field is F => field in known;
  const places: Places<F> = {};
  const taken = new Set<number>();
  for (const [column, field] of Object.entries(columns)) {
    const place = keys.indexOf(columnKey(column));
    if (place < 0) throw unknownColumn(column, names);
    if (!isField(field)) throw unknownField(field, Object.keys(known));
    places[field] = place;
    taken.add(place);
  }
  for (const field of Object.keys(known)) {
    if (!isField(field) || places[field] !== undefined) continue;
    const synonym = known[field].find((key) => keys.includes(key) && !taken.has(keys.indexOf(key)));
    if (synonym === undefined) continue;
    places[field] = keys.indexOf(synonym);
    taken.add(keys.indexOf(synonym));
  }
  return places;
}

function customersHeader(names: readonly string[], places: Places<CustomerField>): Header {
  if (places.id === undefined && places.email === undefined && places.phone === undefined)
    throw missing('customers', 'who a customer is: id, email or phone', names, 'id');
  const used = new Set(Object.values(places));
  const others = [...names.keys()].filter((place) => !used.has(place) && names[place] !== '');
  return { subject: 'customers', names, places, others };
}

function ordersHeader(names: readonly string[], places: Places<OrderField>): Header {
  if (places.order === undefined && places.name === undefined)
    throw missing('orders', 'the order’s ID: order', names, 'order');
  if (places.customer === undefined && places.email === undefined && places.phone === undefined)
    throw missing('orders', 'whose an order is: customer, email or phone', names, 'customer');
  if (places.placedAt === undefined && places.paidAt === undefined)
    throw missing('orders', 'when an order was placed or paid: placedAt or paidAt', names, 'placedAt');
  return { subject: 'orders', names, places };
}

const found = (names: readonly string[]) => `The header has ${names.map((name) => `“${name}”`).join(', ')}.`;

function missing(subject: Subject, what: string, names: readonly string[], field: string): StepError {
  return new StepError(`No column says ${what}. ${found(names)}`, {
    parameter: 'columns',
    advice: `The file was read as ${subject}. Say which column it is, e.g. --map "${names[0] ?? 'Column'}=${field}", or what the file is about with --as.`,
  });
}

function unknownColumn(column: string, names: readonly string[]): StepError {
  return new StepError(`The file has no column “${column}”. ${found(names)}`, {
    parameter: 'columns',
    advice: 'Write the column’s name as it stands in the header.',
  });
}

function unknownField(field: string, known: readonly string[]): StepError {
  return new StepError(`There is no field “${field}”.`, {
    parameter: 'columns',
    advice: `Use one of ${known.join(', ')}.`,
  });
}
