import type { ICredentialType, Icon } from 'n8n-workflow';
import { wecomWebhook } from '../core/channels/wecom/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysWecomWebhookApi implements ICredentialType {
  name = wecomWebhook.n8n.type;
  displayName = wecomWebhook.title.en;
  icon: Icon = {
    light: 'file:../nodes/SendViaChannel/send-via-channel.svg',
    dark: 'file:../nodes/SendViaChannel/send-via-channel.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/channels.md#wecom';
  properties = credentialProperties(wecomWebhook);
}
