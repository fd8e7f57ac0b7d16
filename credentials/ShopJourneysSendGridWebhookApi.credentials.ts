import type { ICredentialType, Icon } from 'n8n-workflow';
import { sendgridWebhook } from '../core/channels/sendgrid/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysSendGridWebhookApi implements ICredentialType {
  name = sendgridWebhook.n8n.type;
  displayName = sendgridWebhook.title.en;
  icon: Icon = {
    light: 'file:../nodes/SendViaChannel/send-via-channel.svg',
    dark: 'file:../nodes/SendViaChannel/send-via-channel.dark.svg',
  };
  documentationUrl =
    'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/channels.md#sendgrid';
  properties = credentialProperties(sendgridWebhook);
}
