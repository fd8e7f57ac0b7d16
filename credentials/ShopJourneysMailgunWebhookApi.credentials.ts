import type { ICredentialType, Icon } from 'n8n-workflow';
import { mailgunWebhook } from '../core/channels/mailgun/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysMailgunWebhookApi implements ICredentialType {
  name = mailgunWebhook.n8n.type;
  displayName = mailgunWebhook.title.en;
  icon: Icon = {
    light: 'file:../nodes/SendViaChannel/send-via-channel.svg',
    dark: 'file:../nodes/SendViaChannel/send-via-channel.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/channels.md#mailgun';
  properties = credentialProperties(mailgunWebhook);
}
