import type { ICredentialType, Icon } from 'n8n-workflow';
import { saleorKeys } from '../core/shops/saleor/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysSaleorWebhookApi implements ICredentialType {
  name = saleorKeys.n8n.type;
  displayName = saleorKeys.title.en;
  icon: Icon = {
    light: 'file:../nodes/ShopEventTrigger/shop-event.svg',
    dark: 'file:../nodes/ShopEventTrigger/shop-event.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/webhooks.md#saleor';
  properties = credentialProperties(saleorKeys);
}
