import type { RegisteredWebhook, ShopWebhooks } from '../account';
import { fields, id, listOf, text, type TypeOf } from '../shape';
import { accepted, wooReader, type WooCommerceApi } from './api';
import { topics } from './topics';

const webhook = fields({ id, topic: text, delivery_url: text, status: text });
const readWebhook = wooReader(webhook);
const readWebhooks = wooReader(listOf(webhook));

const PAGE = 100;
const NAME = 'Shop Journeys';

const registered = ({
  id: number,
  topic,
  delivery_url,
  status,
}: TypeOf<typeof webhook>): RegisteredWebhook => ({
  id: String(number),
  topic,
  address: delivery_url,
  active: status === 'active',
});

/**
 * The webhooks of a WooCommerce, which switches one off after five failures. As it makes one, it pings the address,
 * unsigned. Source: https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks
 */
export function wooWebhooks(api: WooCommerceApi): ShopWebhooks {
  const list = async (): Promise<RegisteredWebhook[]> => {
    const all: RegisteredWebhook[] = [];
    for (let page = 1; ; page += 1) {
      const query = { per_page: PAGE, page, orderby: 'id', order: 'asc' };
      const rows = readWebhooks(accepted(await api.get('webhooks', query)));
      all.push(...rows.map(registered));
      if (rows.length < PAGE) return all;
    }
  };
  return {
    topics,
    list,
    async register({ topic, address, secret }) {
      const told = { name: `${NAME}: ${topic}`, topic, delivery_url: address, secret, status: 'active' };
      const same = (await list()).filter((one) => one.topic === topic && one.address === address);
      const kept = same.find(({ active }) => active);
      // One that was switched off remembers its failures, and is switched off again by the next one.
      for (const spare of same.filter((one) => one !== kept)) await api.delete(`webhooks/${spare.id}`);
      const answer = kept ? await api.put(`webhooks/${kept.id}`, told) : await api.post('webhooks', told);
      return registered(readWebhook(accepted(answer)));
    },
    remove: (number) => api.delete(`webhooks/${number}`),
  };
}
