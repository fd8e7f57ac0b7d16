import type { ICredentialType, Icon } from 'n8n-workflow';
import { smppAccount } from '../core/channels/smpp/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysSmppApi implements ICredentialType {
  name = smppAccount.n8n.type;
  displayName = smppAccount.title.en;
  icon: Icon = {
    light: 'file:../nodes/SendViaChannel/send-via-channel.svg',
    dark: 'file:../nodes/SendViaChannel/send-via-channel.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/channels.md#smpp';
  properties = credentialProperties(smppAccount);
}
