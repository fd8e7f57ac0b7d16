import { type RegisteredWebhook, ShopError, type ShopWebhooks } from '../account';
import { fields, flag, key, listOf, maybe, text } from '../shape';
import { mutation, query, type SaleorGraphql } from './graphql';
import { subscriptionTo, topics } from './subscription';

const webhook = fields({
  id: key,
  targetUrl: text,
  isActive: flag,
  asyncEvents: listOf(fields({ eventType: text })),
});

const complaints = listOf(fields({ message: maybe(text), code: text }));

const list = query(
  '{ app { webhooks { id targetUrl isActive asyncEvents { eventType } } } }',
  fields({ app: maybe(fields({ webhooks: maybe(listOf(webhook)) })) }),
);

const create = mutation(
  `mutation ($input: WebhookCreateInput!) {
    webhookCreate(input: $input) { webhook { id } errors { message code } }
  }`,
  fields({ webhookCreate: maybe(fields({ webhook: maybe(fields({ id: key })), errors: complaints })) }),
);

const remove = mutation(
  'mutation ($id: ID!) { webhookDelete(id: $id) { errors { message code } } }',
  fields({ webhookDelete: maybe(fields({ errors: complaints })) }),
  { repeatable: true },
);

/**
 * The webhooks of the app whose token is used, one for each topic. Saleor signs them with its own keys.
 * Source: https://docs.saleor.io/developer/extending/webhooks/creating
 */
export class SaleorWebhooks implements ShopWebhooks {
  readonly topics = topics;
  readonly #graphql: SaleorGraphql;
  readonly #channel: string;

  constructor(graphql: SaleorGraphql, channel: string) {
    this.#graphql = graphql;
    this.#channel = channel.trim();
  }

  async list(): Promise<RegisteredWebhook[]> {
    const { app } = await this.#graphql.ask(list);
    return (app?.webhooks ?? []).flatMap(({ id, targetUrl, isActive, asyncEvents }) =>
      asyncEvents.map(({ eventType }) => ({
        id,
        topic: eventType.toLowerCase(),
        address: targetUrl,
        active: isActive,
      })),
    );
  }

  async register({ topic, address }: { topic: string; address: string }): Promise<RegisteredWebhook> {
    const input = {
      name: `Shop Journeys ${topic}`,
      targetUrl: address,
      asyncEvents: [topic.toUpperCase()],
      isActive: true,
      query: subscriptionTo([topic], this.#channel),
    };
    const { webhookCreate: made } = await this.#graphql.ask(create, { input });
    if (made?.webhook && made.errors.length === 0)
      return { id: made.webhook.id, topic, address, active: true };
    throw refusal(made?.errors[0]?.message);
  }

  async remove(id: string): Promise<void> {
    const { webhookDelete: gone } = await this.#graphql.ask(remove, { id });
    const [first] = (gone?.errors ?? []).filter(({ code }) => code !== 'NOT_FOUND');
    if (first) throw refusal(first.message);
  }
}

const refusal = (message: string | null | undefined): ShopError =>
  new ShopError('refused', `Saleor refused: ${message ?? 'it does not say why.'}`, {
    advice: 'Check that the app has the permissions of its webhooks: orders, checkouts, users and products.',
  });
