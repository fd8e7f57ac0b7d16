import type { ICredentialType, Icon } from 'n8n-workflow';
import { alibabaKey } from '../core/channels/alibaba/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysAlibabaApi implements ICredentialType {
  name = alibabaKey.n8n.type;
  displayName = alibabaKey.title.en;
  icon: Icon = {
    light: 'file:../nodes/SendViaChannel/send-via-channel.svg',
    dark: 'file:../nodes/SendViaChannel/send-via-channel.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/channels.md#alibaba';
  properties = credentialProperties(alibabaKey);
}
