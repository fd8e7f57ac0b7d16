import type { ICredentialType, Icon } from 'n8n-workflow';
import { africasTalkingApp } from '../core/channels/africas-talking/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysAfricasTalkingApi implements ICredentialType {
  name = africasTalkingApp.n8n.type;
  displayName = africasTalkingApp.title.en;
  icon: Icon = {
    light: 'file:../nodes/SendViaChannel/send-via-channel.svg',
    dark: 'file:../nodes/SendViaChannel/send-via-channel.dark.svg',
  };
  documentationUrl =
    'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/channels.md#africas-talking';
  properties = credentialProperties(africasTalkingApp);
}
