import Ajv, { type JSONSchemaType } from 'ajv';
import type { ShopEvent } from '../../ingest';
import type { ToldProduct } from '../../products';
import { parseStorable } from '../../store';
import type { Told } from '../shop';
import { genericEvent, genericProduct, isOfProduct, MalformedError } from './parse';

const MOST_EVENTS = 1_000;
const isBatch = new Ajv().compile<{ events: unknown[] }>({
  type: 'object',
  required: ['events'],
  properties: { events: { type: 'array', minItems: 1, maxItems: MOST_EVENTS } },
} satisfies JSONSchemaType<{ events: object[] }> | object);

/**
 * What a generic body tells: one event, or `{ "events": [...] }`.
 * `webhookId` names events that bring no id of their own. Throws `MalformedError`; then none is to be taken in.
 */
export function parseGeneric(rawBody: Buffer, source: string, webhookId: string): Told {
  const body = jsonOf(rawBody);
  if (!isBatch(body) && typeof body === 'object' && body !== null && 'events' in body)
    throw new MalformedError(`events must hold 1 to ${MOST_EVENTS} events`);
  return toldBy(
    isBatch(body)
      ? body.events.map((one, i) => ({ one, fallbackId: `${webhookId}#${i}`, where: `events[${i}] ` }))
      : [{ one: body, fallbackId: webhookId, where: '' }],
    source,
  );
}

/** A generic event. `fallbackId`: where it brings no id of its own; `where` it stands in its body. */
interface Given {
  one: unknown;
  fallbackId: string;
  where: string;
}

/** What generic events tell. Throws `MalformedError`. */
export function toldBy(given: readonly Given[], source: string): Told {
  const events: ShopEvent[] = [];
  const products: ToldProduct[] = [];
  for (const { one, fallbackId, where } of given) {
    if (isOfProduct(one)) products.push(genericProduct(one, where));
    else events.push(genericEvent(one, { source, fallbackId, where }));
  }
  return { events, products };
}

function jsonOf(rawBody: Buffer): unknown {
  try {
    return parseStorable(rawBody.toString('utf8'));
  } catch {
    throw new MalformedError('the body is not JSON');
  }
}
