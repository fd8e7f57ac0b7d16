import type { ErrorObject } from 'ajv';
import { StepError } from '../../errors';
import { nearest } from './nearest';
import { kindKeys } from './schema';

/** A place in a definition, as people write it: `/where/all/2/did` is `where.all[2].did`. */
const placeOf = (instancePath: string): string =>
  instancePath
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(
      (place, key) => (/^\d+$/.test(key) ? `${place}[${key}]` : place === '' ? key : `${place}.${key}`),
      '',
    );

/** An error about a place in a definition; `''` is the whole. */
export const wrongAt = (place: string, what: string, advice: string): StepError =>
  new StepError(`${place === '' ? 'The definition' : place}: ${what}`, { advice });

const types: Record<string, string> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const shown = (value: unknown): string => {
  const json = JSON.stringify(value);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
};

const keysOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];

const listed = (words: readonly string[]): string => words.join(', ');

/** What ajv found first, in words. */
interface Found {
  keyword: string;
  data: unknown;
  params: Record<string, unknown>;
  /** The schema around the keyword. */
  schema: Record<string, unknown>;
}

type Words = (found: Found) => [what: string, advice: string];

const unknownKey: Words = ({ data, params, schema }) => {
  const key = String(params['additionalProperty']);
  const known = keysOf(schema['properties']);
  const kind = keysOf(data).find((one) => kindKeys.includes(one) && known.includes(one));
  if (kind !== undefined && kindKeys.includes(key))
    return [
      `“${key}” does not go with “${kind}”.`,
      'Write two conditions, and put both into “all” or “any”.',
    ];
  const meant = nearest(key, known);
  return [
    `“${key}” is not known here.`,
    meant === undefined ? `Known are ${listed(known)}.` : `Did you mean “${meant}”?`,
  ];
};

const noKind: Words = ({ data }) => {
  const near = keysOf(data).flatMap((key) => {
    const meant = nearest(key, kindKeys);
    return meant === undefined ? [] : [`“${key}” is not known; did you mean “${meant}”?`];
  });
  return ['no condition that is known.', near[0] ?? `Write one of ${listed(kindKeys)}.`];
};

const described: Words = ({ data, schema }) => [
  `${shown(data)} does not fit here.`,
  `Write ${String(schema['description'])}.`,
];

const words: Record<string, Words> = {
  additionalProperties: unknownKey,
  anyOf: noKind,
  pattern: described,
  required: ({ params }) => [
    `“${String(params['missingProperty'])}” is missing.`,
    `Add “${String(params['missingProperty'])}”.`,
  ],
  type: ({ data, params }) => {
    const type = types[String(params['type'])] ?? String(params['type']);
    return [`${shown(data)} is not ${type}.`, `Write ${type}.`];
  },
  enum: ({ data, schema }) => {
    const known = Array.isArray(schema['enum']) ? schema['enum'].map(String) : [];
    const meant = nearest(String(data), known);
    return [
      `${shown(data)} is not one of the choices.`,
      meant === undefined ? `Write one of ${listed(known)}.` : `Did you mean “${meant}”?`,
    ];
  },
  const: ({ data, schema }) => [`${shown(data)} is not known.`, `Write ${shown(schema['const'])}.`],
  minimum: ({ data, params }) => [`${shown(data)} is too small.`, `Write ${shown(params['limit'])} or more.`],
  maximum: ({ data, params }) => [`${shown(data)} is too large.`, `Write ${shown(params['limit'])} or less.`],
  multipleOf: ({ data }) => [`${shown(data)} has too many decimal places.`, 'Write two at most.'],
  minLength: () => ['the text is empty.', 'Write at least one letter.'],
  maxLength: ({ params }) => ['the text is too long.', `Write ${shown(params['limit'])} characters at most.`],
  minItems: ({ params }) => ['the list is too short.', `Write at least ${shown(params['limit'])}.`],
  maxItems: ({ params }) => ['the list is too long.', `Write ${shown(params['limit'])} at most.`],
  uniqueItems: () => ['the list says something twice.', 'Write it once.'],
  minProperties: ({ schema }) => {
    const known = keysOf(schema['properties']);
    return ['nothing is said.', known.length > 0 ? `Write one of ${listed(known)}.` : 'Write at least one.'];
  },
  maxProperties: ({ schema }) => [
    'more than one thing is said.',
    `Write only one of ${listed(keysOf(schema['properties']))}.`,
  ],
};

/** The error that people read for what ajv found. */
export function complaint(errors: readonly ErrorObject[]): StepError {
  const [first] = errors;
  if (!first) return wrongAt('', 'is wrong.', 'Compare it with the schema.');
  // Where no kind is known, ajv names what each of them lacks before it says so.
  const error =
    errors.find(
      ({ keyword, schemaPath }) => keyword === 'anyOf' && first.schemaPath.startsWith(schemaPath),
    ) ?? first;
  const say = words[error.keyword];
  const place = placeOf(error.instancePath);
  const name = error.propertyName;
  if (!say) return wrongAt(place, `${error.message ?? 'is wrong'}.`, 'Compare it with the schema.');
  const found = {
    keyword: error.keyword,
    data: name ?? error.data,
    params: { ...error.params },
    schema: { ...error.parentSchema },
  };
  return wrongAt(place, ...say(found));
}
