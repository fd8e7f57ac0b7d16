import Ajv from 'ajv';
import { StepError } from '../../errors';
import type { JsonObject } from '../../steps/define';
import { HEADER_NAME } from './header-name';

/** What n8n's `httpCustomAuth` holds: values for each part of a request. */
export interface CustomAuth {
  headers?: Record<string, string | number | boolean>;
  /** Behind the address. */
  qs?: Record<string, string | number | boolean>;
  body?: JsonObject;
}

const scalar = { type: ['string', 'number', 'boolean'] } as const;

const isCustomAuth = new Ajv({ allowUnionTypes: true }).compile<CustomAuth>({
  type: 'object',
  properties: {
    headers: {
      type: 'object',
      propertyNames: { pattern: HEADER_NAME },
      // What may stand in a header: RFC 9110, 5.5.
      additionalProperties: { ...scalar, pattern: '^[\\t\\x20-\\x7e\\x80-\\xff]*$' },
    },
    qs: { type: 'object', additionalProperties: scalar },
    body: { type: 'object' },
  },
  additionalProperties: false,
  minProperties: 1,
});

/** Reads it from its JSON. Throws `StepError`, in words that repeat nothing of it. */
export function customAuth(json: string): CustomAuth {
  const given = parsed(json);
  if (isCustomAuth(given)) return given;
  throw unusable('holds something else than headers, qs and body');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The cause would quote it.
    throw unusable('is no JSON');
  }
}

const unusable = (what: string): StepError =>
  new StepError(`What the gateway’s connection holds ${what}.`, {
    parameter: 'json',
    advice: 'Write {"qs": {"username": "…", "password": "…"}}; “headers” and “body” go the same way.',
  });
