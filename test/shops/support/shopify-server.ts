import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyOf } from 'node:stream/consumers';
import type { JsonObject } from '../../../core/steps';
import { shopifyDiscounts } from './shopify-discounts';
import { answered, type Root, type Variables } from './shopify-schema';

/** Something that goes wrong once, at the next call. */
type Mishap = 'throttled' | 'internal' | 'denied' | number | 'lost';

interface Connection {
  edges: { node: JsonObject & { lineItems?: Connection } }[];
}

const COST = 10;

interface Reply {
  status: number;
  body: unknown;
}

/** A stand-in for one shop at Shopify, written from its documentation; it answers by Shopify's own schema. */
export class ShopifyServer {
  /** The documents that were asked, by the name of their operation. */
  readonly asked: string[] = [];
  /** What goes wrong next, one by one. */
  readonly mishaps: Mishap[] = [];
  readonly discounts = shopifyDiscounts();
  /** Webhooks by id. */
  readonly webhooks = new Map<string, Webhook>();
  readonly customers = new Map<string, string>();
  readonly points = { maximum: 1_000, available: 1_000, restored: 50 };
  /** Tokens that were given; only the last is accepted. */
  readonly tokens: string[] = [];
  /** What the shop has, for bulk operations. */
  bulk: Record<string, JsonObject[]> = {};
  /** Looks at an operation until it is done. */
  looksUntilDone = 1;
  /** How the next operation ends. */
  bulkEnd: { status: string; errorCode: string | null } = { status: 'COMPLETED', errorCode: null };
  ranges = true;
  /** Ranges that were asked of files. */
  readonly fetched: string[] = [];
  readonly #operations = new Map<string, { looks: number; file: string; roots: number; expired: boolean }>();
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));
  base = '';

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    this.base = `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Time passes: points come back. */
  restore(ms: number): void {
    const { available, maximum, restored } = this.points;
    this.points.available = Math.min(maximum, available + (restored * ms) / 1_000);
  }

  /** What bulk operations have read is kept no longer. */
  expire(): void {
    for (const operation of this.#operations.values()) operation.expired = true;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', this.base);
    if (pathname.startsWith('/bulk/')) {
      this.#download(pathname, request, response);
      return;
    }
    const reply = await this.#replyTo(pathname, request);
    if (!reply) {
      response.destroy();
      return;
    }
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
  }

  /** None where the line breaks. */
  async #replyTo(pathname: string, request: IncomingMessage): Promise<Reply | undefined> {
    const body = await bodyOf(request);
    if (pathname === '/admin/oauth/access_token') return this.#giveToken(body);
    if (pathname !== '/admin/api/2026-10/graphql.json') return { status: 404, body: { errors: 'Not Found' } };
    if (request.headers['x-shopify-access-token'] !== this.tokens.at(-1))
      return { status: 401, body: { errors: '[API] Invalid API key or access token' } };
    return this.#ask(body);
  }

  #giveToken(body: string): Reply {
    const form = new URLSearchParams(body);
    const asked = [form.get('grant_type'), form.get('client_id'), form.get('client_secret')];
    if (asked.join() !== 'client_credentials,id,hush')
      return { status: 400, body: { error: 'invalid_client' } };
    this.tokens.push(`token-${this.tokens.length + 1}`);
    return {
      status: 200,
      body: { access_token: this.tokens.at(-1), scope: 'read_orders', expires_in: 86_399 },
    };
  }

  async #ask(body: string): Promise<Reply | undefined> {
    const { query, variables } = JSON.parse(body) as { query: string; variables: Variables };
    const mishap = this.mishaps.shift();
    if (typeof mishap === 'number') return { status: mishap, body: {} };
    if (mishap === 'internal') return failed('INTERNAL_SERVER_ERROR', 'Something broke.');
    if (mishap === 'denied')
      return failed('ACCESS_DENIED', 'Required access: `read_discounts` access scope.');
    if (mishap === 'throttled') this.points.available = 0;
    const fits = this.points.available >= COST;
    if (fits) this.points.available -= COST;
    const { maximum, available, restored } = this.points;
    const cost = {
      requestedQueryCost: COST,
      throttleStatus: { maximumAvailable: maximum, currentlyAvailable: available, restoreRate: restored },
    };
    if (!fits) return failed('THROTTLED', 'Throttled', { cost });
    this.asked.push(/^\w+ (\w+)/.exec(query)?.[1] ?? query);
    try {
      const data = await answered(this.#root(), query, variables);
      return mishap === 'lost' ? undefined : { status: 200, body: { data, extensions: { cost } } };
    } catch (error) {
      return { status: 200, body: { errors: [{ message: String(error) }], extensions: { cost } } };
    }
  }

  #root(): Root {
    const { discounts, webhooks } = this;
    return {
      ...discounts.root,
      shop: () => ({ name: 'Stand-In', currencyCode: 'EUR' }),
      customerByIdentifier: ({ identifier }: { identifier: { emailAddress: string } }) => {
        const id = this.customers.get(identifier.emailAddress);
        return id === undefined ? null : { id };
      },
      webhookSubscriptions: ({ first, after }: { first: number; after: string | null }) => {
        const all = [...webhooks.values()];
        const from = Number(after ?? 0);
        const nodes = all.slice(from, from + first);
        const end = from + nodes.length;
        return { nodes, pageInfo: { hasNextPage: end < all.length, endCursor: String(end) } };
      },
      webhookSubscriptionCreate: ({ topic, webhookSubscription }: WebhookInput) => {
        const { uri, includeFields = [] } = webhookSubscription;
        const taken = [...webhooks.values()].some((one) => one.topic === topic && one.uri === uri);
        if (taken) return { userErrors: [{ message: 'Address for this topic has already been taken' }] };
        const id = `gid://shopify/WebhookSubscription/${webhooks.size + 1}`;
        webhooks.set(id, { id, topic, uri, includeFields });
        return { webhookSubscription: webhooks.get(id), userErrors: [] };
      },
      webhookSubscriptionDelete: ({ id }: { id: string }) =>
        webhooks.delete(id)
          ? { deletedWebhookSubscriptionId: id, userErrors: [] }
          : { userErrors: [{ message: 'Webhook subscription does not exist' }] },
      bulkOperationRunQuery: (args: { query: string; groupObjects: boolean }) => this.#runBulk(args),
      bulkOperation: ({ id }: { id: string }) => this.#lookAt(id),
    };
  }

  async #runBulk({ query, groupObjects }: { query: string; groupObjects: boolean }) {
    if (this.#operations.size >= 5) return { userErrors: [{ message: 'Limit', code: 'LIMIT_REACHED' }] };
    if (!groupObjects) throw new Error('parts would not lie below what they are of');
    const root = Object.fromEntries(
      Object.entries(this.bulk).map(([name, nodes]) => [
        name,
        () => ({ edges: nodes.map((node) => ({ node })) }),
      ]),
    );
    const data = (await answered(root, query)) as Record<string, Connection>;
    const rows = Object.values(data).flatMap(({ edges }) => edges.map(({ node }) => node));
    const id = `gid://shopify/BulkOperation/${this.#operations.size + 1}`;
    const file = rows.flatMap(linesOf).join('');
    this.#operations.set(id, { looks: 0, file, roots: rows.length, expired: false });
    return { bulkOperation: { id }, userErrors: [] };
  }

  #lookAt(id: string) {
    const operation = this.#operations.get(id);
    if (!operation) return null;
    operation.looks += 1;
    const done = operation.looks > this.looksUntilDone;
    const { status, errorCode } = done ? this.bulkEnd : { status: 'RUNNING', errorCode: null };
    const there = status === 'COMPLETED' && operation.file !== '' && !operation.expired;
    return {
      status,
      errorCode,
      rootObjectCount: String(operation.roots),
      url: there ? `${this.base}/bulk/${id.split('/').at(-1)}` : null,
    };
  }

  #download(pathname: string, request: IncomingMessage, response: ServerResponse): void {
    const id = `gid://shopify/BulkOperation/${pathname.split('/').at(-1)}`;
    const file = Buffer.from(this.#operations.get(id)?.file ?? '');
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
    this.fetched.push(request.headers.range ?? '');
    response.writeHead(this.ranges ? 206 : 200);
    response.end(this.ranges ? file.subarray(from) : file);
  }
}

interface Webhook {
  id: string;
  topic: string;
  uri: string;
  includeFields: string[];
}

interface WebhookInput {
  topic: string;
  webhookSubscription: { uri: string; includeFields?: string[] };
}

/** A thing on its line, and what lies deeper on lines of its own below it. */
function linesOf({ lineItems, ...node }: Connection['edges'][number]['node']): string[] {
  const parts = (lineItems?.edges ?? []).map(({ node: part }) => ({ ...part, __parentId: node['id'] }));
  return [node, ...parts].map((one) => `${JSON.stringify(one)}\n`);
}

const failed = (code: string, message: string, extensions: object = {}): Reply => ({
  status: 200,
  body: { errors: [{ message, extensions: { code } }], extensions },
});
