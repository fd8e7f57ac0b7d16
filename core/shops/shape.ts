import Ajv, { type SchemaObject, type ValidateFunction } from 'ajv';
import { parseStorable } from '../store';
import { MalformedError } from './generic/parse';

export { MalformedError };

interface Schema extends SchemaObject {
  type: string | readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  items?: Schema;
}

/** How a part of a shop's JSON must look to be read, and the type that it then has. What is not named is let be. */
export interface Shape<T> {
  readonly schema: Schema;
  readonly optional?: true;
  /** Never there: carries the type. */
  readonly type?: T;
}

export type TypeOf<S> = S extends Shape<infer T> ? T : never;

type TypesOf<P> = { [K in keyof P]: TypeOf<P[K]> };

/** Longer ones do not fit into an index. */
const LONGEST_KEY = 320;

export const text: Shape<string> = { schema: { type: 'string' } };
export const flag: Shape<boolean> = { schema: { type: 'boolean' } };
/** Yes or no as databases write it: true, 1 or "1". */
export const bit: Shape<string | number | boolean> = { schema: { type: ['string', 'integer', 'boolean'] } };
/** What identifies or is searched by: never empty, never long. */
export const key: Shape<string> = { schema: { type: 'string', maxLength: LONGEST_KEY, pattern: '\\S' } };
/** An id as text or as a number; a number that a double cannot hold comes as its digits. */
export const id: Shape<string | number> = {
  schema: {
    type: ['string', 'integer'],
    maxLength: LONGEST_KEY,
    pattern: '\\S',
    maximum: Number.MAX_SAFE_INTEGER,
  },
};
/** An amount as text or as a number. */
export const decimal: Shape<string | number> = { schema: { type: ['string', 'number'], maxLength: 64 } };
/** An ISO 8601 instant. */
export const instant: Shape<string> = {
  schema: {
    type: 'string',
    pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$`,
  },
};
/** How many there are. */
export const count: Shape<number> = { schema: { type: 'integer', minimum: 0 } };
/** Pieces. */
export const quantity: Shape<number> = { schema: { type: 'integer', minimum: 0, maximum: 1_000_000 } };
/** Decimal places of amounts that are written as integers. */
export const places: Shape<number> = { schema: { type: 'integer', minimum: 0, maximum: 6 } };
/** An integer in minor units; below zero for what is taken off. */
export const minor: Shape<number> = {
  schema: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
};

/** What may be missing or null. */
export function maybe<T>({ schema }: Shape<T>): Shape<T | null | undefined> {
  return { schema: { ...schema, type: [schema.type, 'null'].flat() }, optional: true };
}

export function listOf<T>({ schema }: Shape<T>, most = 5_000): Shape<T[]> {
  return { schema: { type: 'array', maxItems: most, items: schema } };
}

export function fields<P extends Record<string, Shape<unknown>>>(properties: P): Shape<TypesOf<P>> {
  const entries = Object.entries(properties);
  return {
    schema: {
      type: 'object',
      required: entries.filter(([, { optional }]) => !optional).map(([name]) => name),
      properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
    },
  };
}

/** The names of what is read of an object: what a shop may be asked for alone. */
export const namesOf = ({ schema }: Shape<unknown>): string[] => Object.keys(schema.properties ?? {});

/** Where all that is read of an object stands, within its parts and lists too: "line_items.price". */
export const pathsOf = ({ schema }: Shape<unknown>): string[] => pathsIn(schema);

function pathsIn({ properties, items }: Schema): string[] {
  if (items) return pathsIn(items);
  return Object.entries(properties ?? {}).flatMap(([name, part]) => {
    const within = pathsIn(part);
    return within.length === 0 ? [name] : within.map((path) => `${name}.${path}`);
  });
}

const ajv = new Ajv({ allowUnionTypes: true });

/** Numbers that a double cannot hold, as their digits: ids beyond 2^53. */
const digits = (_: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
    ? (context?.source ?? value)
    : value;

/** Throws `MalformedError`. */
export function parseJson(json: string, reviver?: typeof digits): unknown {
  try {
    return parseStorable(json, reviver);
  } catch {
    throw new MalformedError('the body is not JSON');
  }
}

/** JSON whose ids beyond 2^53 become their digits. Throws `MalformedError`. */
export const parseExactly = (json: string): unknown => parseJson(json, digits);

/** A body of JSON; `json` where it has been parsed already. */
export interface Body {
  rawBody: Buffer;
  json?: unknown;
}

/** Whether JSON has a shape; and, of what has not, where it differs. */
function checkOf<T>({ schema }: Shape<T>) {
  let isShaped: ValidateFunction<T> | undefined;
  return {
    isShaped: (json: unknown): json is T => (isShaped ??= ajv.compile<T>(schema))(json),
    complaint(): string {
      const [error] = isShaped?.errors ?? [];
      const where = error?.instancePath.slice(1).replaceAll('/', '.') ?? '';
      return `${where} ${error?.message ?? 'is wrong'}`.trim();
    },
  };
}

/** What reads JSON of a shape that is parsed already. It throws `MalformedError` that says where it differs. */
export function jsonReaderOf<T>(shape: Shape<T>): (json: unknown) => T {
  const check = checkOf(shape);
  return (json) => {
    if (check.isShaped(json)) return json;
    throw new MalformedError(check.complaint());
  };
}

/** What reads bodies of a shape. It throws `MalformedError` that says where a body differs. */
export function readerOf<T>(shape: Shape<T>): (body: Body) => T {
  const check = checkOf(shape);
  return ({ rawBody, json }) => {
    const body = json ?? parseJson(rawBody.toString('utf8'));
    if (check.isShaped(body)) return body;
    // Only now, for it takes many times as long.
    const exact = parseJson(rawBody.toString('utf8'), digits);
    if (check.isShaped(exact)) return exact;
    throw new MalformedError(check.complaint());
  };
}
