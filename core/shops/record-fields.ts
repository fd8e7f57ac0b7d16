import type { JsonObject } from '../steps/define';

/** Where Record Event finds what an event says, item by item. */
export interface EventFields {
  event: string;
  ownName: string;
  when: string;
  eventId: string;
  contact: string;
  orderId: string;
  amount: string;
  currency: string;
  product: string;
  category: string;
  quantity: string;
  coupon: string;
  channel: string;
  via: string;
  points: string;
  attributes: { name: string; value: string }[];
}

const said = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';

const objectAt = (json: JsonObject, key: string): JsonObject => {
  const value = json[key];
  return typeof value === 'object' && value !== null ? { ...value } : {};
};

/** Only what is told. */
const told = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined));

/** A whole number as such, and anything else as it is, for the schema to name. */
const whole = (text: string): number | string => (/^\d{1,15}$/.test(text) ? Number(text) : text);

function customerOf(json: JsonObject, { contact, attributes }: EventFields): JsonObject {
  const more = Object.fromEntries(attributes.map(({ name, value }) => [name, value]));
  const known = { ...(attributes.length > 0 && { attributes: more }) };
  if (contact.includes('@')) return { email: contact, ...known };
  if (contact.startsWith('+')) return { phone: contact, ...known };
  if (contact !== '') return { id: contact, ...known };
  const person = objectAt(json, 'contact');
  return told({
    id: said(json['customerId']),
    email: said(json['email']) || said(person['email']),
    phone: said(json['phone']) || said(person['phone']),
    ...known,
  });
}

function orderOf(fields: EventFields): JsonObject | undefined {
  const { orderId, amount, currency, product, category, quantity, coupon } = fields;
  if (orderId === '') return undefined;
  const item = told({ product, category, quantity: quantity === '' ? '' : whole(quantity) });
  return told({
    id: orderId,
    amount,
    currency,
    items: Object.keys(item).length > 0 ? [item] : undefined,
    couponCodes: coupon === '' ? undefined : [coupon],
  });
}

function productOf({ orderId, product, category, amount, currency }: EventFields): JsonObject | undefined {
  if (orderId !== '' || product === '') return undefined;
  return told({ id: product, category, price: amount, currency: amount === '' ? '' : currency });
}

/** The item's event in the generic form, which is checked like any other. */
export function eventFromFields(json: JsonObject, fields: EventFields, now: string): JsonObject {
  const { event, ownName, when, eventId, channel, via, points } = fields;
  return told({
    type: event === 'own' ? ownName : event,
    timestamp: when === '' ? now : when,
    id: eventId,
    data: told({
      customer: customerOf(json, fields),
      order: orderOf(fields),
      product: productOf(fields),
      message: channel === '' ? undefined : { channel },
      via,
      points: points === '' ? '' : whole(points),
    }),
  });
}
