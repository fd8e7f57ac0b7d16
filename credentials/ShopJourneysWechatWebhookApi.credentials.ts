import type { ICredentialType, Icon } from 'n8n-workflow';
import { wechatWebhook } from '../core/channels/wechat/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysWechatWebhookApi implements ICredentialType {
  name = wechatWebhook.n8n.type;
  displayName = wechatWebhook.title.en;
  icon: Icon = {
    light: 'file:../nodes/SendViaChannel/send-via-channel.svg',
    dark: 'file:../nodes/SendViaChannel/send-via-channel.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/channels.md#wechat';
  properties = credentialProperties(wechatWebhook);
}
