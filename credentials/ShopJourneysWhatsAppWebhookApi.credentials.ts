import type { ICredentialType, Icon } from 'n8n-workflow';
import { whatsappWebhook } from '../core/channels/whatsapp/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysWhatsAppWebhookApi implements ICredentialType {
  name = whatsappWebhook.n8n.type;
  displayName = whatsappWebhook.title.en;
  icon: Icon = {
    light: 'file:../nodes/SendViaChannel/send-via-channel.svg',
    dark: 'file:../nodes/SendViaChannel/send-via-channel.dark.svg',
  };
  documentationUrl =
    'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/channels.md#whatsapp';
  properties = credentialProperties(whatsappWebhook);
}
