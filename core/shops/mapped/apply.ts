import { toDecimal } from '../../money';
import { storable } from '../../store';
import { MalformedError } from '../generic/parse';
import type {
  AmountSource,
  Fields,
  InstantSource,
  ItemsSource,
  Mapping,
  Pointer,
  Source,
  TextsSource,
} from './schema';

const MOST_TEXTS = 250;

/** What stands at a JSON Pointer (RFC 6901); undefined for nothing, null included. */
function valueAt(root: unknown, pointer: Pointer): unknown {
  let value = root;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value ?? undefined;
}

/** Texts and numbers count; anything else where one of them should be is told of. */
function scalarAt(root: unknown, pointer: Pointer): string | number | undefined {
  const value = valueAt(root, pointer);
  if (typeof value === 'string') return storable(value);
  if (value === undefined || typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  throw new MalformedError(`${pointer} is neither text nor number`);
}

function told(root: unknown, source: Source): string | number | undefined {
  if (typeof source === 'string') return scalarAt(root, source);
  if ('value' in source) return source.value;
  const value = scalarAt(root, source.at);
  const words = new Map(Object.entries(source.words ?? {}));
  return value === undefined ? undefined : (words.get(String(value)) ?? value);
}

const asText = (value: string | number | undefined): string | undefined =>
  value === undefined || value === '' ? undefined : String(value);

function instantAt(root: unknown, source: InstantSource): string | undefined {
  if (typeof source === 'string') return asText(scalarAt(root, source));
  const { at, unit } = source;
  const given = scalarAt(root, at);
  if (given === undefined) return undefined;
  const date = new Date(Math.round(Number(given) * (unit === 'seconds' ? 1_000 : 1)));
  if (Number.isNaN(date.getTime())) throw new MalformedError(`${at} “${given}” is not a count of ${unit}`);
  return date.toISOString();
}

function amountAt(root: unknown, source: AmountSource): string | undefined {
  if (typeof source === 'string') return asText(scalarAt(root, source));
  const { at, places } = source;
  const given = asText(scalarAt(root, at));
  if (given === undefined) return undefined;
  if (!/^\d{1,15}$/.test(given)) throw new MalformedError(`${at} “${given}” is not a whole number`);
  return toDecimal(Number(given), places);
}

function listAt(root: unknown, pointer: Pointer): unknown[] {
  const value = valueAt(root, pointer);
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new MalformedError(`${pointer} is not a list`);
}

function textsAt(root: unknown, source: TextsSource): string[] {
  const { each, at } = typeof source === 'string' ? { each: source, at: '' } : source;
  return listAt(root, each)
    .slice(0, MOST_TEXTS)
    .flatMap((one) => asText(scalarAt(one, at)) ?? []);
}

/** A number where the generic event wants one, though the shop wrote it as text. */
function countAt(root: unknown, source: Source): string | number | undefined {
  const value = told(root, source);
  return typeof value === 'string' && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
}

type Group = Record<string, unknown>;

/** The fields that are filled; undefined where none is. */
function filled(group: Group): Group | undefined {
  const entries = Object.entries(group).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

const given = <S, T>(source: S | undefined, read: (source: S) => T): T | undefined =>
  source === undefined ? undefined : read(source);

function textsOf(root: unknown, sources: Record<string, Source>): Group {
  const texts = Object.entries(sources).map(([field, source]): [string, unknown] => [
    field,
    asText(told(root, source)),
  ]);
  return Object.fromEntries(texts);
}

function itemsOf(root: unknown, { each, ...fields }: ItemsSource): Group[] {
  return listAt(root, each).map((one) => ({
    ...filled({
      product: given(fields.product, (source) => asText(told(one, source))),
      category: given(fields.category, (source) => asText(told(one, source))),
      quantity: given(fields.quantity, (source) => countAt(one, source)),
      amount: given(fields.amount, (source) => amountAt(one, source)),
    }),
  }));
}

function customerOf(root: unknown, { tags, attributes, ...fields }: NonNullable<Fields['customer']>): Group {
  const texts = textsOf(root, fields);
  return {
    ...texts,
    tags: given(tags, (source) => textsAt(root, source)),
    attributes: given(attributes, (sources) => filled(textsOf(root, sources))),
  };
}

function orderOf(root: unknown, order: NonNullable<Fields['order']>): Group {
  return {
    id: given(order.id, (source) => asText(told(root, source))),
    amount: given(order.amount, (source) => amountAt(root, source)),
    currency: given(order.currency, (source) => asText(told(root, source))),
    refunded: given(order.refunded, (source) => amountAt(root, source)),
    couponCodes: given(order.couponCodes, (source) => textsAt(root, source)),
    items: given(order.items, (source) => itemsOf(root, source)),
  };
}

function productOf(root: unknown, { price, stock, ...fields }: NonNullable<Fields['product']>): Group {
  const texts = textsOf(root, fields);
  return {
    ...texts,
    price: given(price, (source) => amountAt(root, source)),
    stock: given(stock, (source) => countAt(root, source)),
  };
}

/** Fields of the event count before those in common, one by one. */
function merged(always: Fields, own: Fields): Fields {
  return {
    ...always,
    ...own,
    customer: { ...always.customer, ...own.customer },
    order: { ...always.order, ...own.order },
    cart: { ...always.cart, ...own.cart },
    product: { ...always.product, ...own.product },
    message: { ...always.message, ...own.message },
  };
}

function dataOf(root: unknown, fields: Fields): Group {
  return {
    ...filled({
      customer: given(fields.customer, (group) => filled(customerOf(root, group))),
      order: given(fields.order, (group) => filled(orderOf(root, group))),
      cart: given(fields.cart, ({ items }) => filled({ items: given(items, (one) => countAt(root, one)) })),
      product: given(fields.product, (group) => filled(productOf(root, group))),
      message: given(fields.message, ({ channel }) =>
        filled({ channel: given(channel, (one) => asText(told(root, one))) }),
      ),
      via: given(fields.via, (source) => asText(told(root, source))),
      points: given(fields.points, (source) => countAt(root, source)),
    }),
  };
}

/** What tells which kind of event a body is. Throws `MalformedError` where nothing does. */
export function topicOf(body: unknown, { topic }: Mapping): string {
  const named = asText(scalarAt(body, topic));
  if (named !== undefined) return named;
  throw new MalformedError(`${topic || 'the body'} names no topic; it is needed`);
}

/** The generic event that a body is; undefined for a topic that is not mapped. Throws `MalformedError`. */
export function mappedEvent(body: unknown, mapping: Mapping): unknown {
  const own = new Map(Object.entries(mapping.events)).get(topicOf(body, mapping));
  if (!own) return undefined;
  const { type, ...fields } = own;
  const all = merged(mapping.always ?? {}, fields);
  return {
    ...filled({
      id: given(all.id, (source) => asText(told(body, source))),
      timestamp: given(all.timestamp, (source) => instantAt(body, source)),
    }),
    type,
    data: dataOf(body, all),
  };
}
