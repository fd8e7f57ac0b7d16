import type { ICredentialType, Icon } from 'n8n-workflow';
import { shopifySecret } from '../core/shops/shopify/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysShopifyWebhookApi implements ICredentialType {
  name = shopifySecret.n8n.type;
  displayName = shopifySecret.title.en;
  icon: Icon = {
    light: 'file:../nodes/ShopEventTrigger/shop-event.svg',
    dark: 'file:../nodes/ShopEventTrigger/shop-event.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/webhooks.md#shopify';
  properties = credentialProperties(shopifySecret);
}
