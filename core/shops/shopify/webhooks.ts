import { type RegisteredWebhook, ShopError, type ShopWebhooks } from '../account';
import { fields, flag, key, listOf, maybe, text, type TypeOf } from '../shape';
import { type Ask, operation, refuse, userErrors } from './graphql';
import { topics } from './topics';

const webhook = fields({ id: key, topic: text, uri: text, includeFields: listOf(text) });

const page = fields({
  nodes: listOf(webhook),
  pageInfo: fields({ hasNextPage: flag, endCursor: maybe(text) }),
});

const registered = operation(
  `query Webhooks($after: String) {
    webhookSubscriptions(first: 100, after: $after) {
      nodes { id topic uri includeFields }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  fields({ webhookSubscriptions: page }),
);

const create = operation(
  `mutation RegisterWebhook($topic: WebhookSubscriptionTopic!, $webhook: WebhookSubscriptionInput!) {
    result: webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhook) {
      webhookSubscription { id topic uri includeFields }
      userErrors { message }
    }
  }`,
  fields({ result: fields({ webhookSubscription: maybe(webhook), userErrors }) }),
);

const remove = operation(
  `mutation RemoveWebhook($id: ID!) {
    result: webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } }
  }`,
  fields({ result: fields({ userErrors }) }),
);

/** Shopify's name of a topic in its GraphQL API. */
const enumOf = (topic: string): string => topic.replace('/', '_').toUpperCase();

const known = new Map(Object.keys(topics).map((topic) => [enumOf(topic), topic]));

/**
 * What Shopify is to tell by each topic: an order is a fifth as long without what nobody reads.
 * Source: https://shopify.dev/docs/apps/build/webhooks/customize/modify-payloads
 */
const readOf = new Map(Object.entries(topics).map(([topic, { reads }]) => [topic, reads]));

/** Shopify removes a webhook that keeps failing, so that all that it lists still tell something. */
function told({ id, topic: name, uri, includeFields }: TypeOf<typeof webhook>): RegisteredWebhook {
  const topic = known.get(name) ?? name;
  const wanted = readOf.get(topic) ?? [];
  const tells = new Set(includeFields);
  return {
    id,
    topic,
    address: uri,
    active: tells.size === wanted.length && wanted.every((path) => tells.has(path)),
  };
}

/** The webhooks that this app has registered. Shopify signs them with the client secret of the app. */
export function shopifyWebhooks(ask: Ask): ShopWebhooks {
  async function list(): Promise<RegisteredWebhook[]> {
    const webhooks: RegisteredWebhook[] = [];
    let after: string | null = null;
    do {
      const { nodes, pageInfo }: TypeOf<typeof page> = (await ask(registered, { after }))
        .webhookSubscriptions;
      webhooks.push(...nodes.map(told));
      after = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null;
    } while (after !== null);
    return webhooks;
  }

  return {
    topics: [...known.values()],
    list,
    async register({ topic, address }) {
      const includeFields = readOf.get(topic);
      const variables = { topic: enumOf(topic), webhook: { uri: address, format: 'JSON', includeFields } };
      const { webhookSubscription: made, userErrors: errors } = (await ask(create, variables)).result;
      if (made) return told(made);
      // It keeps one for each topic and address, and refuses another.
      const present = (await list()).find((one) => one.topic === topic && one.address === address);
      if (present) return present;
      refuse(errors, `register the webhook ${topic}`);
      throw new ShopError('unknown', `Shopify does not say whether it registered the webhook ${topic}.`);
    },
    async remove(id) {
      const { userErrors: errors } = (await ask(remove, { id })).result;
      if (errors.length === 0) return;
      if ((await list()).some((one) => one.id === id)) refuse(errors, 'remove the webhook');
    },
  };
}
