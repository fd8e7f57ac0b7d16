import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A webhook as WooCommerce keeps it. */
export interface KeptWebhook {
  id: number;
  topic: string;
  delivery_url: string;
  status: string;
  secret?: string;
}

/**
 * The webhooks of a WooCommerce, by its REST API.
 * Source: https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks
 */
export class RegisteringShop {
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  webhooks: KeptWebhook[] = [];
  /** A topic that it takes no webhook for. */
  refused = '';
  /** Requests until now. */
  asked = 0;
  #count = 0;

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked += 1;
    const [, id] = /webhooks\/(\d+)/.exec(request.url ?? '') ?? [];
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    switch (request.method) {
      case 'GET':
        send(200, this.webhooks);
        return;
      case 'DELETE':
        this.webhooks = this.webhooks.filter((one) => String(one.id) !== id);
        send(200, {});
        return;
      default: {
        const told = (await json(request)) as Omit<KeptWebhook, 'id'>;
        if (told.topic === this.refused) {
          send(400, { code: 'woocommerce_rest_invalid', message: 'No such topic.' });
          return;
        }
        const made = { ...told, id: (this.#count += 1) };
        this.webhooks.push(made);
        send(201, made);
      }
    }
  }
}
