import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { IANAZone } from 'luxon';
import {
  customerIdentity,
  emailIdentity,
  type EventData,
  eventNames,
  type Identity,
  type OrderItem,
  orderIdentity,
  ownName,
  phoneIdentity,
  productEventNames,
  type ShopEvent,
} from '../../ingest';
import { storable } from '../../store';
import { isCurrency, minorPlaces, scaled } from '../../money';
import type { ToldProduct } from '../../products';
import { canonicalLocale } from '../person';
import { type GenericEvent, genericEventSchema, type Scalar } from './schema';

const ajv = addFormats(new Ajv({ allowUnionTypes: true }));
const isEvent = ajv.compile<GenericEvent>(genericEventSchema);

/** The body is not what the generic source takes; `message` says where and what. */
export class MalformedError extends Error {}

const known = new Set<string>(eventNames.map(({ value }) => value));
const ofProducts = new Set<string>(productEventNames.map(({ value }) => value));

const canonicalName = (type: string): string => type.replaceAll('.', '_').toLowerCase();

/** Whether an event tells of a product, and of nobody. */
export const isOfProduct = (given: unknown): boolean =>
  typeof given === 'object' &&
  given !== null &&
  'type' in given &&
  typeof given.type === 'string' &&
  ofProducts.has(canonicalName(given.type));

function nameOf(type: string, where: string, ownNames: boolean): string {
  const name = canonicalName(type);
  if (known.has(name)) return name;
  if (ofProducts.has(name))
    throw new MalformedError(
      `${where}“${type}” is about a product, not a person: send it to the address of a Shop Event Trigger`,
    );
  if (ownNames && ownName.test(name) && !name.startsWith('segment_')) return name;
  throw new MalformedError(`${where}unknown event name “${type}”. Use one of ${[...known].join(', ')}`);
}

function amountOf(given: Scalar | undefined, currency: string, where: string): number | undefined {
  if (given === undefined) return undefined;
  const amount = scaled(String(given), minorPlaces(currency));
  if (amount !== undefined) return amount;
  throw new MalformedError(
    `${where} “${given}” is not an amount in ${currency}: a positive decimal like 49.90`,
  );
}

function itemsOf(order: NonNullable<GenericEvent['data']['order']>, where: string): OrderItem[] {
  return (order.items ?? []).map(({ product, category, quantity, amount }, i) => {
    const paid =
      amount === undefined
        ? undefined
        : amountOf(amount, currencyOf(order, `${where}data.order.`), `${where}data.order.items[${i}].amount`);
    return {
      ...(product !== undefined && { product: String(product) }),
      ...(category !== undefined && { category }),
      ...(quantity !== undefined && { quantity }),
      ...(paid !== undefined && { amount: paid }),
    };
  });
}

function currencyOf({ currency = '' }: { currency?: string }, where: string): string {
  const code = currency.toUpperCase();
  if (isCurrency(code)) return code;
  throw new MalformedError(`${where}currency “${currency}” is not an ISO 4217 code`);
}

type Product = NonNullable<GenericEvent['data']['product']>;

function productOf(product: Product, where: string): NonNullable<EventData['product']> {
  const { id, category, price: given } = product;
  const price =
    given === undefined
      ? undefined
      : amountOf(given, currencyOf(product, `${where}data.product.`), `${where}data.product.price`);
  return {
    id: String(id),
    ...(category !== undefined && { category }),
    ...(price !== undefined && { price }),
  };
}

function dataOf(
  { order, cart, product, message, via, points }: GenericEvent['data'],
  where: string,
): EventData {
  const data: EventData = {};
  if (message) data.message = message;
  if (via !== undefined) data.via = via;
  if (points !== undefined) data.points = points;
  if (cart) data.cart = { items: cart.items };
  if (product) data.product = productOf(product, where);
  if (!order) return data;
  const facts: EventData['order'] = { id: String(order.id) };
  if (order.amount !== undefined || order.refunded !== undefined) {
    const currency = currencyOf(order, `${where}data.order.`);
    facts.currency = currency;
    const amount = amountOf(order.amount, currency, `${where}data.order.amount`);
    const refunded = amountOf(order.refunded, currency, `${where}data.order.refunded`);
    if (amount !== undefined) facts.amount = amount;
    if (refunded !== undefined) facts.refunded = refunded;
  }
  const items = itemsOf(order, where).filter((item) => Object.keys(item).length > 0);
  if (items.length > 0) facts.items = items;
  if (order.couponCodes && order.couponCodes.length > 0) facts.coupons = order.couponCodes;
  data.order = facts;
  return data;
}

function identitiesOf(source: string, { customer = {}, order }: GenericEvent['data']): Identity[] {
  // Shops give guests an empty id; they are not one person.
  const id = String(customer.id ?? '').trim();
  return [
    id === '' ? undefined : customerIdentity(source, id),
    customer.email === undefined ? undefined : emailIdentity(customer.email),
    customer.phone === undefined ? undefined : phoneIdentity(customer.phone),
    order && orderIdentity(source, String(order.id)),
  ].filter((identity) => identity !== undefined);
}

function profileOf({ customer = {} }: GenericEvent['data'], where: string): Record<string, string> {
  const { timeZone } = customer;
  if (timeZone !== undefined && !IANAZone.isValidZone(timeZone)) {
    throw new MalformedError(`${where}data.customer.timeZone “${timeZone}” does not exist`);
  }
  const profile: Record<string, string> = attributesOf(customer, where);
  for (const [channel, state] of Object.entries(customer.consent ?? {}))
    profile[`consent.${channel}`] = state;
  if (customer.tags) profile['tags'] = customer.tags.map((tag) => tag.trim()).join(',');
  for (const [field, value] of Object.entries(customer)) {
    if (typeof value === 'string' && field !== 'id' && value !== '') profile[field] = value;
  }
  const locale = canonicalLocale(customer.locale);
  if (locale === undefined) delete profile['locale'];
  else profile['locale'] = locale;
  return profile;
}

const named = new Set(Object.keys(genericEventSchema.properties.data.properties.customer.properties));

function attributesOf({ attributes = {} }: NonNullable<GenericEvent['data']['customer']>, where: string) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      if (named.has(name) || name.startsWith('consent.'))
        throw new MalformedError(
          `${where}data.customer.attributes.${name} has a place of its own in data.customer`,
        );
      return [storable(name), String(value)];
    }),
  );
}

interface EventOptions {
  /** The shop that says it. */
  source: string;
  /** Of an event that brings none of its own. */
  fallbackId: string;
  /** Where in the body it stands, for what is wrong with it. */
  where?: string;
  /** Names that are not canonical are taken, too. */
  ownNames?: boolean;
}

/** The canonical event of a generic one. Throws `MalformedError`. */
export function genericEvent(
  given: unknown,
  { source, fallbackId, where = '', ownNames = false }: EventOptions,
): ShopEvent {
  const { event, at } = shaped(given, where);
  const identities = identitiesOf(source, event.data);
  if (identities.length === 0) {
    throw new MalformedError(
      `${where}names nobody: give data.customer an id, an email or a phone with country code`,
    );
  }
  return {
    source,
    sourceId: event.id ?? fallbackId,
    name: nameOf(event.type, where, ownNames),
    at,
    identities,
    profile: profileOf(event.data, where),
    data: dataOf(event.data, where),
  };
}

/** What a generic event tells of a product. Throws `MalformedError`. */
export function genericProduct(given: unknown, where = ''): ToldProduct {
  const { event, at } = shaped(given, where);
  const { product } = event.data;
  if (!product) throw new MalformedError(`${where}names no product: give data.product`);
  const { title, stock, currency = '' } = product;
  const { id, category, price } = productOf(product, where);
  return {
    id,
    at,
    ...(title !== undefined && { title }),
    ...(category !== undefined && { category }),
    ...(price !== undefined && { price: { amount: price, currency: currency.toUpperCase() } }),
    ...(stock !== undefined && { stock }),
  };
}

function shaped(given: unknown, where: string): { event: GenericEvent; at: number } {
  if (!isEvent(given)) {
    const [error] = isEvent.errors ?? [];
    throw new MalformedError(
      `${where}${error?.instancePath.slice(1).replaceAll('/', '.') ?? ''} ${error?.message ?? 'is wrong'}`.trim(),
    );
  }
  const at = Date.parse(given.timestamp);
  if (Number.isNaN(at)) throw new MalformedError(`${where}timestamp “${given.timestamp}” is not an instant`);
  return { event: given, at };
}
