import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShopEvent } from '../../../core/ingest';
import type { ToldProduct } from '../../../core/products';
import type { Shop, Verdict } from '../../../core/shops';
import type { JsonObject } from '../../../core/steps';
import { stepValues } from '../../../core/steps/schema';
import type { Http } from '../../../core/ports';
import { TestClock } from '../../support/clock';
import { quiet } from '../../support/context';
import { httpAnswering } from '../../support/http';

const nobody = httpAnswering(() => Promise.reject(new Error('this test calls no server')));

/** A request as a shop makes it. */
export interface Request {
  headers: Record<string, string | undefined>;
  body: string | Buffer;
}

interface Receiver {
  /** The values of the shop's connection. */
  connection: JsonObject;
  clock?: TestClock;
  http?: Http;
}

/** What a shop thinks of a request. */
export function checked(
  shop: Shop,
  { headers, body }: Request,
  { connection, clock = new TestClock(), http = nobody }: Receiver,
): Promise<Verdict> {
  return shop.verify(
    { headers, rawBody: Buffer.from(body) },
    { clock, http, log: quiet, connect: ({ fields }) => Promise.resolve(stepValues(fields, connection)) },
  );
}

/** The events of a believed body: text as it is, anything else as JSON. */
export function parsed(
  shop: Shop,
  topic: string,
  body: unknown,
  source = 'shop',
): readonly ShopEvent[] | undefined {
  return told(shop, topic, body, source)?.events;
}

/** The products of a believed body: text as it is, anything else as JSON. */
export function parsedProducts(shop: Shop, topic: string, body: unknown): readonly ToldProduct[] | undefined {
  return told(shop, topic, body, 'shop')?.products;
}

function told(shop: Shop, topic: string, body: unknown, source: string) {
  const json = typeof body === 'string' ? body : JSON.stringify(body);
  return shop.parse({ topic, key: 'delivery', rawBody: Buffer.from(json) }, source);
}

/** Where recordings of real shops lie, beside the checkout; undefined where they are absent. */
export function recordings(file: string): string | undefined {
  const path = join(__dirname, '../../../../shared/fixtures', file);
  return existsSync(path) ? path : undefined;
}

/** A recording, read; `describe` or `test` skip, with the reason in their name, where it is absent. */
export function recorded(file: string): { title: string; skip: boolean; read: () => unknown } {
  const path = recordings(file);
  return {
    title: path ? `As recorded in ${file}` : `As recorded in ${file}, which is absent here`,
    skip: path === undefined,
    read: () => JSON.parse(readFileSync(path ?? '', 'utf8')) as unknown,
  };
}
