import { createHmac, createSign, generateKeyPairSync, sign, verify } from 'node:crypto';
import { exportJWK } from 'jose';
import { Webhook } from 'standardwebhooks';
import type { Http } from '../dist/core/ports.js';
import { type Shop, shops } from '../dist/core/shops/index.js';
import { type JsonObject, stepValues } from '../dist/core/steps/index.js';
import { judged, type Measurement, progress } from './measurement.ts';
import { type OrderOfShop, ordersOfShops } from './shop-orders.ts';

const SECONDS = 1;
/** Under way at once, as at a trigger. */
const AT_ONCE = 20;

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** A signed request of a shop, and the plain way of believing and reading it. */
interface Signed {
  connection: JsonObject;
  headers: Record<string, string>;
  plain: { name: string; run(): unknown };
}

const hmacOf = (body: Buffer): string => createHmac('sha256', SECRET).update(body).digest('base64');

function believe(isGood: boolean): void {
  if (!isGood) throw new Error('the bench signed badly');
}

/** HMAC in base64, and JSON.parse. */
function byHmac(body: Buffer, topic: string, prefix: string, signature: string): Signed {
  const wanted = hmacOf(body);
  return {
    connection: { secret: SECRET },
    headers: { [`${prefix}-topic`]: topic, [signature]: wanted },
    plain: {
      name: 'HMAC and JSON.parse',
      run: () => {
        believe(hmacOf(body) === wanted);
        return JSON.parse(body.toString('utf8')) as unknown;
      },
    },
  };
}

/** The Standard Webhooks format, against its own library. */
function byStandard(body: Buffer, topic: string, header: string): Signed {
  const webhook = new Webhook(SECRET);
  const now = Date.now();
  const text = body.toString('utf8');
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': webhook.sign('msg_1', new Date(now), text),
  };
  return {
    connection: { secret: SECRET },
    headers: { ...headers, [header]: topic },
    plain: { name: 'npm standardwebhooks', run: () => webhook.verify(body.toString('utf8'), headers) },
  };
}

function byJws(body: Buffer, topic: string): Signed {
  const header = Buffer.from('{"alg":"RS256","b64":false,"kid":"1"}').toString('base64url');
  const signed = Buffer.concat([Buffer.from(`${header}.`), body]);
  const signature = sign('sha256', signed, pair.privateKey);
  return {
    connection: { address: 'https://shop.example' },
    headers: { 'saleor-event': topic, 'saleor-signature': `${header}..${signature.toString('base64url')}` },
    plain: {
      name: 'RSA and JSON.parse',
      run: () => {
        believe(verify('sha256', signed, pair.publicKey, signature));
        return JSON.parse(body.toString('utf8')) as unknown;
      },
    },
  };
}

function byAdobe(body: Buffer, topic: string): Signed {
  const signature = createSign('SHA256').update(body.toString('base64')).sign(pair.privateKey);
  return {
    connection: { publicKey: pair.publicKey.export({ format: 'pem', type: 'spki' }).toString() },
    headers: {
      'x-shop-journeys-topic': topic,
      'x-adobe-commerce-webhook-signature': signature.toString('base64'),
    },
    plain: {
      name: 'RSA and JSON.parse',
      run: () => {
        believe(verify('sha256', Buffer.from(body.toString('base64')), pair.publicKey, signature));
        return JSON.parse(body.toString('utf8')) as unknown;
      },
    },
  };
}

const signers: Record<string, (body: Buffer, topic: string) => Signed> = {
  shopify: (body, topic) => byHmac(body, topic, 'x-shopify', 'x-shopify-hmac-sha256'),
  woocommerce: (body, topic) => byHmac(body, topic, 'x-wc-webhook', 'x-wc-webhook-signature'),
  magento: byAdobe,
  medusa: (body, topic) => byStandard(body, topic, 'x-medusa-event'),
  vendure: (body, topic) => byStandard(body, topic, 'x-vendure-topic'),
  saleor: byJws,
};

const http: Http = {
  request: async () => ({
    status: 200,
    headers: {},
    body: JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: '1', use: 'sig' }] }),
  }),
  download: () => Promise.reject(new Error('nothing is downloaded')),
};
const quiet = () => undefined;

function receiverOf(shop: Shop, { connection, headers }: Signed, rawBody: Buffer) {
  const checking = {
    http,
    clock: { now: () => Date.now() },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    connect: async <Ps extends Shop['connection']['fields']>({ fields }: { fields: Ps }) =>
      stepValues(fields, connection),
  };
  return async () => {
    const verdict = await shop.verify({ headers, rawBody }, checking);
    if ('answer' in verdict)
      throw new Error(`${shop.name} does not believe: ${JSON.stringify(verdict.answer)}`);
    const told = shop.parse(verdict.delivery, 'shop');
    if (told?.events[0]?.data.order?.items?.length !== 100)
      throw new Error(`${shop.name} told something else`);
  };
}

/** The quickest of three runs. */
async function rateOfRepeats(run: () => unknown): Promise<number> {
  for (let i = 0; i < 200; i += 1) await run();
  return Math.max(await rateOfOne(run), await rateOfOne(run), await rateOfOne(run));
}

async function rateOfOne(run: () => unknown): Promise<number> {
  let count = 0;
  const until = performance.now() + SECONDS * 1000;
  const began = performance.now();
  while (performance.now() < until) {
    await Promise.all(Array.from({ length: AT_ONCE }, run));
    count += AT_ONCE;
  }
  return (count / (performance.now() - began)) * 1000;
}

/** Webhooks a second that are believed and become canonical events; an order of 100 lines, as each shop tells it. */
export async function* webhookVerifyParse(): AsyncGenerator<Measurement> {
  for (const [name, { topic, body: told }] of Object.entries<OrderOfShop>(ordersOfShops)) {
    const shop = shops.find((one) => one.name === name);
    const body = Buffer.from(JSON.stringify(told));
    const signed = signers[name]?.(body, topic);
    if (!shop || !signed) throw new Error(`there is no shop ${name}`);
    const kilobytes = Math.round(body.length / 1024);
    progress(`webhook-verify-parse: ${name}, 100 lines, ${kilobytes} kB`);
    const value = await rateOfRepeats(receiverOf(shop, signed, body));
    const plain = await rateOfRepeats(signed.plain.run);
    yield judged({
      name: `webhook-verify-parse ${name}`,
      value,
      unit: 'webhooks/s',
      versus: { name: signed.plain.name, value: plain },
      least: { value: 5_000 },
      limitedBy: `hashing and parsing ${kilobytes} kB of JSON on one thread, which alone allow ${Math.round(plain)} a second`,
    });
  }
}
