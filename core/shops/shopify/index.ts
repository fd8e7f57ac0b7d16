import { text } from '../../steps/text';
import { byTopic, type Shop } from '../shop';
import { shopifySecret } from './connection';
import { topics } from './topics';
import { verifyShopify } from './verify';

export const shopify: Shop = {
  name: 'shopify',
  label: text('Shopify', 'Shopify'),
  connection: shopifySecret,
  verify: verifyShopify,
  parse: byTopic(topics),
};
