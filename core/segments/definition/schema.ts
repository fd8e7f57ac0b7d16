import { LARGEST_AMOUNT } from '../../money';
import { tiers } from '../../scores/tiers';
import { stages } from '../stages';

/** A definition holds at most so many conditions, so deep. */
export const MOST_CONDITIONS = 200;
export const DEEPEST = 10;
/** No span is longer. */
export const LONGEST_DAYS = 3_653;

const whole = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum });
const ref = (name: string) => ({ $ref: `#/$defs/${name}` });
const list = (items: object, maxItems: number) => ({ type: 'array', minItems: 1, maxItems, items });
const choice = (values: readonly string[]) => ({ type: 'string', enum: values });
const choices = (values: readonly string[]) => ({
  ...list(choice(values), values.length),
  uniqueItems: true,
});
const object = (properties: Record<string, object>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
/** Any of the properties, at least one. */
const some = (properties: Record<string, object>) => ({ ...object(properties), minProperties: 1 });
/** One of the properties. */
const oneOf = (properties: Record<string, object>) => ({ ...some(properties), maxProperties: 1 });

const text = { type: 'string', minLength: 1, maxLength: 320 };
const zone = { ...text, description: 'the IANA name of a time zone, e.g. Europe/Berlin' };
const date = {
  ...text,
  pattern: '^\\d{4}-\\d{2}-\\d{2}',
  description: 'a date or an instant in ISO format, e.g. 2026-11-01 or 2026-11-01T09:00:00Z',
};
const event = {
  type: 'string',
  pattern: '^[a-z][a-z0-9_]{0,63}$',
  description:
    'the name of an event (small letters, digits and underscores, beginning with a letter), e.g. order_paid',
};
const field = {
  type: 'string',
  pattern: '^[^"\\\\\\u0000-\\u001f]{1,128}$',
  description: 'the name of a field of the profile, without quotes and backslashes',
};
const channel = { ...field, description: 'the name of a channel, e.g. email' };
const tag = { ...text, pattern: '^[^,]+$', description: 'one tag: no commas' };
const currency = {
  type: 'string',
  pattern: '^[A-Z]{3}$',
  description: 'an ISO 4217 code in capitals, e.g. EUR',
};
const amount = whole(-LARGEST_AMOUNT, LARGEST_AMOUNT);
const range = (bound: object) => some({ atLeast: bound, atMost: bound, above: bound, below: bound });
const four = (bound: object) => ({ type: 'array', minItems: 4, maxItems: 4, items: bound });

const tests = {
  is: text,
  isNot: text,
  in: list(text, 1_000),
  contains: text,
  startsWith: text,
  exists: { type: 'boolean' },
};

const parts = {
  span: some({
    days: whole(0, LONGEST_DAYS),
    hours: whole(0, LONGEST_DAYS * 24),
    minutes: whole(0, LONGEST_DAYS * 1_440),
  }),
  window: some({
    last: ref('span'),
    olderThan: ref('span'),
    from: date,
    until: date,
    this: choice(['day', 'week', 'month', 'year']),
    timeZone: zone,
  }),
  times: oneOf({ atLeast: whole(1, 10_000), atMost: whole(0, 10_000), exactly: whole(0, 10_000) }),
  amount: range(amount),
  people: range(whole(0, LARGEST_AMOUNT)),
  score: range(whole(1, 5)),
  text: oneOf(tests),
  category: oneOf({ ...tests, under: text }),
  filter: some({
    product: ref('text'),
    category: ref('category'),
    channel: ref('text'),
    coupon: ref('text'),
    currency: ref('text'),
    source: ref('text'),
    amount: ref('amount'),
    favouritedBy: ref('people'),
    via: ref('text'),
  }),
  thresholds: object(
    {
      recencyDays: four(whole(0, LONGEST_DAYS)),
      frequency: four(whole(0, 1_000_000)),
      monetary: {
        type: 'object',
        minProperties: 1,
        propertyNames: currency,
        additionalProperties: four(amount),
      },
    },
    ['recencyDays', 'frequency', 'monetary'],
  ),
};

const conditions = list(ref('condition'), MOST_CONDITIONS);
const happening = { when: ref('window'), where: ref('filter') };
const days = whole(1, LONGEST_DAYS);

/** Each kind of condition by the key that tells it. */
const kinds = {
  all: object({ all: conditions }, ['all']),
  any: object({ any: conditions }, ['any']),
  none: object({ none: conditions }, ['none']),
  stage: object({ stage: choices(stages.map(({ value }) => value)), lapsedAfterDays: days }, ['stage']),
  did: object({ did: event, times: ref('times'), ...happening }, ['did']),
  after: object(
    {
      after: object({ did: event, ...happening }, ['did']),
      didNot: event,
      where: ref('filter'),
      within: ref('span'),
      same: choice(['product', 'category']),
    },
    ['after', 'didNot', 'within'],
  ),
  didNot: object({ didNot: event, ...happening }, ['didNot']),
  first: object({ first: event, where: ref('filter'), is: ref('window') }, ['first', 'is']),
  last: object({ last: event, where: ref('filter'), is: ref('window') }, ['last', 'is']),
  orders: object(
    {
      orders: choice(['count', 'sum', 'average', 'largest']),
      currency,
      ...happening,
      is: ref('amount'),
    },
    ['orders', 'is'],
  ),
  quietFor: object(
    {
      quietFor: object(
        {
          times: { type: 'number', minimum: 0.01, maximum: 100, multipleOf: 0.01 },
          atLeastDays: days,
          atMostDays: days,
        },
        ['times', 'atLeastDays', 'atMostDays'],
      ),
    },
    ['quietFor'],
  ),
  rfm: object(
    {
      rfm: some({
        recency: ref('score'),
        frequency: ref('score'),
        monetary: ref('score'),
        tier: choices(tiers.map(({ value }) => value)),
      }),
      thresholds: ref('thresholds'),
    },
    ['rfm'],
  ),
  attribute: object({ attribute: field, is: ref('text') }, ['attribute', 'is']),
  tag: object({ tag }, ['tag']),
  consent: object({ consent: channel, state: choice(['granted', 'withdrawn', 'unknown']) }, [
    'consent',
    'state',
  ]),
  reachable: object({ reachable: channel }, ['reachable']),
  coupon: object(
    {
      coupon: choice(['held', 'unused', 'redeemed', 'expiring']),
      purpose: text,
      within: ref('span'),
    },
    ['coupon'],
  ),
  memberOf: object({ memberOf: text }, ['memberOf']),
};

/** The keys that tell kinds of conditions. */
export const kindKeys: readonly string[] = Object.keys(kinds);

// The key chooses the schema, so that what is wrong is said of that kind. Of two keys both refuse the other.
const condition = {
  type: 'object',
  allOf: kindKeys.map((key) => ({
    if: { required: [key], ...(key === 'didNot' && { not: { required: ['after'] } }) },
    then: ref(`${key}Condition`),
  })),
  anyOf: kindKeys.map((key) => ({ required: [key] })),
};

/** What a segment definition is: JSON Schema, draft 2020-12. Says `types.ts` for the world outside. */
export const definitionSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Segment definition',
  ...object({ version: { const: 1 }, timeZone: zone, where: ref('condition') }, ['version', 'where']),
  $defs: {
    condition,
    ...Object.fromEntries(Object.entries(kinds).map(([key, kind]) => [`${key}Condition`, kind])),
    ...parts,
  },
};
