import { text } from '../../steps/text';
import { secretConnection } from '../secrets';

/** What Shopify signs its webhooks with. */
export const shopifySecret = secretConnection({
  name: 'shopify-webhook',
  title: text('Shop Journeys Shopify Webhook', 'Shopify Webhook 密钥'),
  type: 'shopJourneysShopifyWebhookApi',
  help: text(
    'Webhooks made under Settings > Notifications > Webhooks: the secret shown at the foot of that page. Webhooks made by an app, such as those that the trigger registers: the client secret of that app.',
    '在“设置 > 通知 > Webhook”中创建的 Webhook：该页面底部显示的密钥。由应用创建的 Webhook（例如触发器注册的）：该应用的客户端密钥。',
  ),
});
