import { defineConnection } from '../../steps/define';
import { text } from '../../steps/text';
import { trialCalling } from '../account/trial';
import { VendureAdmin } from './admin';

/** An administrator of a Vendure, or an API key of one, with which its Admin API is called. */
export const vendureAccount = defineConnection({
  name: 'vendure',
  title: text('Shop Journeys Vendure', 'Vendure'),
  n8n: { type: 'shopJourneysVendureApi', own: true },
  fields: {
    address: {
      type: 'text',
      label: text('Admin API Address', 'Admin API 地址'),
      help: text('Where your Vendure’s Admin API answers.', 'Vendure 的 Admin API 地址。'),
      default: '',
      placeholder: 'https://shop.example.com/admin-api',
      required: true,
    },
    apiKey: {
      type: 'text',
      label: text('API Key', 'API 密钥'),
      help: text(
        'From Vendure 3.6 on, where its authOptions.tokenMethod includes api-key. Leave empty to sign in with a username instead.',
        'Vendure 3.6 及以上，且 authOptions.tokenMethod 包含 api-key。留空则使用用户名登录。',
      ),
      default: '',
      secret: true,
    },
    username: {
      type: 'text',
      label: text('Username', '用户名'),
      help: text(
        'An administrator of the shop; its authOptions.tokenMethod must include bearer. Not needed with an API key.',
        '商店管理员的用户名；authOptions.tokenMethod 须包含 bearer。使用 API 密钥时无需填写。',
      ),
      default: '',
    },
    password: {
      type: 'text',
      label: text('Password', '密码'),
      help: text('Of that administrator.', '该管理员的密码。'),
      default: '',
      secret: true,
    },
    channelToken: {
      type: 'text',
      label: text('Channel Token', '渠道令牌'),
      help: text(
        'Of the channel that sells, where the shop has several. Leave empty for the default channel.',
        '商店有多个渠道时，销售渠道的令牌。留空表示默认渠道。',
      ),
      default: '',
      secret: true,
    },
  },
  async test(values) {
    await new VendureAdmin(values, trialCalling()).try();
  },
});
