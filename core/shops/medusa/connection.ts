import { defineConnection } from '../../steps/define';
import { text } from '../../steps/text';
import { trialCalling } from '../account';
import { fields } from '../shape';
import { MedusaAdmin } from './admin';

/** A secret API key of a Medusa, with which its Admin API is called. */
export const medusaAccount = defineConnection({
  name: 'medusa',
  title: text('Shop Journeys Medusa', 'Medusa'),
  n8n: { type: 'shopJourneysMedusaApi', own: true },
  fields: {
    address: {
      type: 'text',
      label: text('Medusa Address', 'Medusa 地址'),
      help: text(
        'Where your Medusa server answers, without /admin or /app.',
        'Medusa 服务器的地址，不含 /admin 或 /app。',
      ),
      default: '',
      placeholder: 'https://medusa.example.com',
      required: true,
    },
    secretKey: {
      type: 'text',
      label: text('Secret API Key', '秘密 API 密钥'),
      help: text(
        'Made in Medusa under Settings > Secret API Keys; begins with sk_.',
        '在 Medusa 的“设置 > 秘密 API 密钥”中创建，以 sk_ 开头。',
      ),
      default: '',
      required: true,
      secret: true,
    },
  },
  async test(values) {
    await new MedusaAdmin(values, trialCalling()).get('promotions', { limit: '1', fields: 'id' }, fields({}));
  },
});
