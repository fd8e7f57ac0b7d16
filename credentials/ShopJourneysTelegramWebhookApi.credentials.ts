import type { ICredentialType, Icon } from 'n8n-workflow';
import { telegramWebhook } from '../core/channels/telegram/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysTelegramWebhookApi implements ICredentialType {
  name = telegramWebhook.n8n.type;
  displayName = telegramWebhook.title.en;
  icon: Icon = {
    light: 'file:../nodes/SendViaChannel/send-via-channel.svg',
    dark: 'file:../nodes/SendViaChannel/send-via-channel.dark.svg',
  };
  documentationUrl =
    'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/channels.md#telegram';
  properties = credentialProperties(telegramWebhook);
}
