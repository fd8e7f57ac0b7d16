import type { ICredentialType, Icon } from 'n8n-workflow';
import { adobeCommerce } from '../core/shops/magento/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysAdobeCommerceApi implements ICredentialType {
  name = adobeCommerce.n8n.type;
  displayName = adobeCommerce.title.en;
  icon: Icon = {
    light: 'file:../nodes/ShopEventTrigger/shop-event.svg',
    dark: 'file:../nodes/ShopEventTrigger/shop-event.dark.svg',
  };
  documentationUrl =
    'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/webhooks.md#adobe-commerce';
  properties = credentialProperties(adobeCommerce);
}
