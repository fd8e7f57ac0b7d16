import type { ICredentialType, Icon } from 'n8n-workflow';
import { woocommerceSecret } from '../core/shops/woocommerce/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysWooCommerceWebhookApi implements ICredentialType {
  name = woocommerceSecret.n8n.type;
  displayName = woocommerceSecret.title.en;
  icon: Icon = {
    light: 'file:../nodes/ShopEventTrigger/shop-event.svg',
    dark: 'file:../nodes/ShopEventTrigger/shop-event.dark.svg',
  };
  documentationUrl =
    'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/webhooks.md#woocommerce';
  properties = credentialProperties(woocommerceSecret);
}
