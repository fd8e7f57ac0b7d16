/** Where in a body a value stands: a JSON Pointer (RFC 6901). */
export type Pointer = string;

/** What a field is filled with: what stands somewhere, or what always holds. */
export type Source =
  | Pointer
  | { value: string | number }
  | {
      at: Pointer;
      /** What the shop calls it, and what it stands for; what is not named here stays as it is. */
      words?: Record<string, string>;
    };

export type InstantSource = Pointer | { at: Pointer; unit: 'seconds' | 'milliseconds' };

/** `places`: the amount is a whole number with so many of its digits behind the point. */
export type AmountSource = Pointer | { at: Pointer; places: number };

/** One entry for each element of a list; the pointers begin at the element. */
export interface ItemsSource {
  each: Pointer;
  product?: Source;
  category?: Source;
  quantity?: Source;
  amount?: AmountSource;
}

/** A list of texts, or of objects that hold one. */
export type TextsSource = Pointer | { each: Pointer; at: Pointer };

/** How the fields of an event are filled. */
export interface Fields {
  id?: Source;
  timestamp?: InstantSource;
  customer?: Partial<
    Record<'id' | 'email' | 'phone' | 'firstName' | 'lastName' | 'locale' | 'timeZone', Source>
  > & { tags?: TextsSource; attributes?: Record<string, Source> };
  order?: {
    id?: Source;
    amount?: AmountSource;
    currency?: Source;
    refunded?: AmountSource;
    couponCodes?: TextsSource;
    items?: ItemsSource;
  };
  cart?: { items?: Source };
  product?: Partial<Record<'id' | 'title' | 'category' | 'currency' | 'stock', Source>> & {
    price?: AmountSource;
  };
  message?: { channel?: Source };
  via?: Source;
  points?: Source;
}

/** How the JSON of a shop becomes events. */
export interface Mapping {
  version: 1;
  /** What tells which kind of event a body is. */
  topic: Pointer;
  /** Fields that all events have in common. */
  always?: Fields;
  /** By topic: the name of the event, and fields that count before those in common. */
  events: Record<string, Fields & { type: string }>;
}

const described = (schema: object, description: string) => ({ ...schema, description });
const object = (properties: Record<string, object>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const ref = (name: string) => ({ $ref: `#/$defs/${name}` });
const refs = (name: string, ...fields: string[]) =>
  Object.fromEntries(fields.map((field) => [field, ref(name)]));

const fields = {
  id: ref('source'),
  timestamp: ref('instant'),
  customer: object({
    ...refs('source', 'id', 'email', 'phone', 'firstName', 'lastName', 'locale', 'timeZone'),
    tags: ref('texts'),
    attributes: { type: 'object', maxProperties: 100, additionalProperties: ref('source') },
  }),
  order: object({
    ...refs('source', 'id', 'currency'),
    ...refs('amount', 'amount', 'refunded'),
    couponCodes: ref('texts'),
    items: object(
      { each: ref('pointer'), ...refs('source', 'product', 'category', 'quantity'), amount: ref('amount') },
      ['each'],
    ),
  }),
  cart: object(refs('source', 'items')),
  product: object({
    ...refs('source', 'id', 'title', 'category', 'currency', 'stock'),
    price: ref('amount'),
  }),
  message: object(refs('source', 'channel')),
  ...refs('source', 'via', 'points'),
};

/** The JSON Schema of a mapping, published as docs/mapping.schema.json. */
export const mappingSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'How the JSON of a shop becomes events',
  ...object(
    {
      version: { const: 1 },
      topic: described(ref('pointer'), 'what tells which kind of event a body is'),
      always: described(object(fields), 'fields that all events have in common'),
      events: {
        type: 'object',
        minProperties: 1,
        maxProperties: 100,
        additionalProperties: object(
          {
            type: { type: 'string', minLength: 1, maxLength: 64, description: 'the name of the event' },
            ...fields,
          },
          ['type'],
        ),
        description: 'by topic: the name of the event, and fields that count before those in common',
      },
    },
    ['version', 'topic', 'events'],
  ),
  $defs: {
    pointer: {
      type: 'string',
      maxLength: 320,
      pattern: '^(/([^~/]|~[01])*)*$',
      description: 'where a value stands, as a JSON Pointer like /order/id',
    },
    source: {
      anyOf: [
        ref('pointer'),
        object({ value: { type: ['string', 'number'] } }, ['value']),
        object(
          {
            at: ref('pointer'),
            words: { type: 'object', maxProperties: 100, additionalProperties: { type: 'string' } },
          },
          ['at'],
        ),
      ],
      description:
        'where it stands, {"value": …} for what always holds, or {"at": …, "words": {…}} to translate',
    },
    instant: {
      anyOf: [
        ref('pointer'),
        object({ at: ref('pointer'), unit: { enum: ['seconds', 'milliseconds'] } }, ['at', 'unit']),
      ],
      description: 'where an ISO 8601 instant stands, or {"at": …, "unit": "seconds"} for a count since 1970',
    },
    amount: {
      anyOf: [
        ref('pointer'),
        object({ at: ref('pointer'), places: { type: 'integer', minimum: 0, maximum: 6 } }, ['at', 'places']),
      ],
      description: 'where a decimal stands, or {"at": …, "places": 2} for a whole number of cents',
    },
    texts: {
      anyOf: [ref('pointer'), object({ each: ref('pointer'), at: ref('pointer') }, ['each', 'at'])],
      description:
        'where a list of texts stands, or {"each": …, "at": …} for a list of objects that hold one',
    },
  },
};
