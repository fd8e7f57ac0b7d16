import type { ICredentialType, Icon } from 'n8n-workflow';
import { vapidKeys } from '../core/channels/web-push/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysVapidApi implements ICredentialType {
  name = vapidKeys.n8n.type;
  displayName = vapidKeys.title.en;
  icon: Icon = {
    light: 'file:../nodes/SendViaChannel/send-via-channel.svg',
    dark: 'file:../nodes/SendViaChannel/send-via-channel.dark.svg',
  };
  documentationUrl =
    'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/channels.md#web-push';
  properties = credentialProperties(vapidKeys);
}
