import type { ICredentialType, Icon } from 'n8n-workflow';
import { ntfyServer } from '../core/channels/ntfy/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysNtfyApi implements ICredentialType {
  name = ntfyServer.n8n.type;
  displayName = ntfyServer.title.en;
  icon: Icon = {
    light: 'file:../nodes/SendViaChannel/send-via-channel.svg',
    dark: 'file:../nodes/SendViaChannel/send-via-channel.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/channels.md#ntfy';
  properties = credentialProperties(ntfyServer);
}
