import { createHmac, randomBytes, randomUUID } from 'node:crypto';

/** A secret of the Standard Webhooks format. */
export function newSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}

export interface Delivery {
  readonly id: string;
  readonly body: string;
}

/** An event as the shop would send it, in the generic format of docs/webhooks.md. */
export function shopEvent(type: string, data: object, at = new Date()): Delivery {
  return { id: `msg_${randomUUID()}`, body: JSON.stringify({ type, timestamp: at.toISOString(), data }) };
}

/** The headers of a delivery that was signed `at`, in the Standard Webhooks format. */
export function signedHeaders(
  secret: string,
  { id, body }: Delivery,
  at = new Date(),
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}

/** A shop that signs its webhooks and delivers them to one address. */
export class Shop {
  readonly #address: string;
  readonly #secret: string;

  constructor(address: string, secret: string) {
    this.#address = address;
    this.#secret = secret;
  }

  /** Delivers once, and answers with the status and the body that came back. */
  async deliver(delivery: Delivery): Promise<{ status: number; answer: string }> {
    const headers = signedHeaders(this.#secret, delivery);
    const response = await fetch(this.#address, { method: 'POST', headers, body: delivery.body });
    return { status: response.status, answer: await response.text() };
  }
}
