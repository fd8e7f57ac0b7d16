import { defineConnection } from '../../steps/define';
import { text } from '../../steps/text';
import { secretFields } from '../secrets';
import { checkSecret } from './verify';

const { secret, previousSecret } = secretFields(
  text(
    'The secret that webhooks are signed with (Standard Webhooks: whsec_ and base64 of 24 to 64 bytes).',
    '用于签署 Webhook 的密钥（Standard Webhooks 格式：whsec_ 加 24 至 64 字节的 base64）。',
  ),
);

/** The secret that webhooks are signed with, in the Standard Webhooks format: those of a shop, or those sent to people's own systems. */
export const webhookSecret = defineConnection({
  name: 'webhook',
  title: text('Shop Journeys Webhook', '商店 Webhook 密钥'),
  n8n: { type: 'shopJourneysWebhookApi', own: true },
  fields: { secret: { ...secret, placeholder: 'whsec_…' }, previousSecret },
  async test(given) {
    checkSecret(given.secret, 'secret');
    if (given.previousSecret !== '') checkSecret(given.previousSecret, 'previousSecret');
  },
});
