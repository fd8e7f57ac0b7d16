import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { exportJWK } from 'jose';
import { Webhook } from 'standardwebhooks';
import type { Http } from '../../../core/ports';
import { type Answer, type JsonObject, shopEvent, type StepContext } from '../../../core/steps';
import { stepValues } from '../../../core/steps/schema';
import type { Store } from '../../../core/store';
import type { TestClock } from '../../support/clock';
import { contextOf } from '../../support/context';
import { httpAnswering } from '../../support/http';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const whsec = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const hmac = (body: string) => createHmac('sha256', 'hush').update(body).digest('base64');

function standard(header: string, topic: string, body: string, now: number) {
  const id = `msg_${randomUUID()}`;
  return {
    [header]: topic,
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': new Webhook(whsec).sign(id, new Date(now), body),
  };
}

function jws(body: string): string {
  const header = Buffer.from('{"alg":"RS256","b64":false,"kid":"1"}').toString('base64url');
  return `${header}..${sign('sha256', Buffer.from(`${header}.${body}`), pair.privateKey).toString('base64url')}`;
}

const saleorKeys = httpAnswering(async () => ({
  status: 200,
  headers: {},
  body: JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: '1', use: 'sig' }] }),
}));

/** How a kind of shop signs. */
interface Signer {
  connection: string;
  values: JsonObject;
  http?: Http;
  headers(topic: string, body: string, now: number): Record<string, string>;
}

const signers: Record<string, Signer> = {
  shopify: {
    connection: 'shopify-webhook',
    values: { secret: 'hush' },
    headers: (topic, body) => ({
      'x-shopify-topic': topic,
      'x-shopify-webhook-id': randomUUID(),
      'x-shopify-hmac-sha256': hmac(body),
    }),
  },
  woocommerce: {
    connection: 'woocommerce-webhook',
    values: { secret: 'hush' },
    headers: (topic, body) => ({ 'x-wc-webhook-topic': topic, 'x-wc-webhook-signature': hmac(body) }),
  },
  magento: {
    connection: 'adobe-commerce',
    values: { publicKey: pair.publicKey.export({ format: 'pem', type: 'spki' }).toString() },
    headers: (topic, body) => ({
      'x-shop-journeys-topic': topic,
      'x-adobe-commerce-webhook-signature': sign(
        'sha256',
        Buffer.from(Buffer.from(body).toString('base64')),
        pair.privateKey,
      ).toString('base64'),
    }),
  },
  medusa: {
    connection: 'webhook',
    values: { secret: whsec },
    headers: (topic, body, now) => standard('x-medusa-event', topic, body, now),
  },
  vendure: {
    connection: 'webhook',
    values: { secret: whsec },
    headers: (topic, body, now) => standard('x-vendure-topic', topic, body, now),
  },
  saleor: {
    connection: 'saleor-webhook',
    values: { address: 'https://shop.example' },
    http: saleorKeys,
    headers: (topic, body) => ({ 'saleor-event': topic, 'saleor-signature': jws(body) }),
  },
  mapped: {
    connection: 'webhook',
    values: { secret: whsec },
    headers: (topic, body, now) => standard('x-ignored', topic, body, now),
  },
};

/** Those that name the topic beside the body. */
export const signingShops = Object.keys(signers).filter((name) => name !== 'mapped');

/** A shop of some kind that sends its signed webhooks to Shop Event Trigger. */
export class Sender {
  readonly context: StepContext;
  readonly #signer: Signer;

  constructor(
    readonly shop: string,
    store: Store,
    readonly clock: TestClock,
    readonly values: JsonObject = {},
    options: { manual?: boolean; node?: string } = {},
  ) {
    const signer = signers[shop];
    if (!signer) throw new Error(`nobody signs as ${shop}`);
    this.#signer = signer;
    const { connection, values: held, http } = signer;
    this.context = contextOf(store, clock, {
      node: 'trigger',
      ...options,
      ...(http && { http }),
      connections: { [connection]: held },
    });
  }

  /** Delivers a body: text as it is, anything else as JSON. `headers`: instead of those of a new delivery. */
  send(topic: string, content: unknown, headers = this.headers(topic, content)): Promise<Answer> {
    const values = stepValues(shopEvent.parameters, { shop: this.shop, ...this.values });
    const answer = shopEvent.receive?.(
      { method: 'POST', query: {}, headers, rawBody: Buffer.from(textOf(content)) },
      values,
      this.context,
    );
    if (!answer) throw new Error('the trigger receives nothing');
    return answer;
  }

  headers(topic: string, content: unknown): Record<string, string> {
    return this.#signer.headers(topic, textOf(content), this.clock.now());
  }
}

const textOf = (content: unknown): string =>
  typeof content === 'string' ? content : JSON.stringify(content);
