import type { ICredentialType, Icon } from 'n8n-workflow';
import { webhookSecret } from '../core/shops/generic/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysWebhookApi implements ICredentialType {
  name = webhookSecret.n8n.type;
  displayName = webhookSecret.title.en;
  icon: Icon = {
    light: 'file:../nodes/ShopEventTrigger/shop-event.svg',
    dark: 'file:../nodes/ShopEventTrigger/shop-event.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/steps.md#shop-event';
  properties = credentialProperties(webhookSecret);
}
