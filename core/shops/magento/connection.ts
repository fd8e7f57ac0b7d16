import { createPublicKey, type KeyObject } from 'node:crypto';
import { StepError } from '../../errors';
import { defineConnection } from '../../steps/define';
import { text } from '../../steps/text';
import { trialCalling } from '../account';
import { accepted, MagentoApi } from './api';
import { searchQuery } from './search';

/** What tells requests of one's own Adobe Commerce from others: nothing in it is secret. */
export const adobeCommerce = defineConnection({
  name: 'adobe-commerce',
  title: text('Shop Journeys Adobe Commerce', 'Adobe Commerce'),
  n8n: { type: 'shopJourneysAdobeCommerceApi', own: true },
  fields: {
    clientId: {
      type: 'text',
      label: text('Client ID', '客户端 ID'),
      help: text(
        'For Adobe I/O Events: the client ID (API key) of the project in the Adobe Developer Console that delivers the events.',
        '用于 Adobe I/O Events：Adobe Developer Console 中投递事件的项目的客户端 ID（API Key）。',
      ),
      default: '',
    },
    publicKey: {
      type: 'text',
      label: text('Public Key', '公钥'),
      help: text(
        'For Commerce webhooks: the public key under Stores > Configuration > Adobe Services > Webhooks.',
        '用于 Commerce Webhook：“商店 > 配置 > Adobe Services > Webhooks”中的公钥。',
      ),
      default: '',
      placeholder: '-----BEGIN PUBLIC KEY-----…',
    },
    previousPublicKey: {
      type: 'text',
      label: text('Previous Public Key', '旧公钥'),
      help: text(
        'While you regenerate the key pair: the old public key, still accepted.',
        '重新生成密钥对期间仍接受的旧公钥。',
      ),
      default: '',
    },
  },
  async test({ clientId, publicKey, previousPublicKey }) {
    if (clientId === '' && publicKey === '') {
      throw new StepError('Neither a client ID nor a public key is given.', {
        parameter: 'clientId',
        advice: 'Give the client ID for Adobe I/O Events, or the public key for Commerce webhooks.',
      });
    }
    publicKeyOf(publicKey, 'publicKey');
    publicKeyOf(previousPublicKey, 'previousPublicKey');
  },
});

/** An integration of Magento; field names are those of n8n’s own `magento2Api` credential. */
export const magentoAccount = defineConnection({
  name: 'magento-account',
  title: text('Magento Account', 'Magento 账户'),
  n8n: { type: 'magento2Api', own: false },
  fields: {
    host: {
      type: 'text',
      label: text('Host', '主机'),
      help: text('The address of your shop.', '商店的网址。'),
      default: '',
      placeholder: 'https://shop.example',
      required: true,
    },
    accessToken: {
      type: 'text',
      label: text('Access Token', '访问令牌'),
      help: text(
        'From System > Integrations: an integration that may use Sales, Catalog, Customers, Stores and Marketing. Magento takes its token alone once “Allow OAuth Access Tokens to be used as standalone Bearer tokens” is on.',
        '在“系统 > 集成”中创建：可访问销售、目录、客户、商店和营销。需开启“允许将 OAuth 访问令牌用作独立的 Bearer 令牌”。',
      ),
      default: '',
      required: true,
      secret: true,
    },
  },
  async test(values) {
    const api = new MagentoApi(values, trialCalling());
    accepted(await api.get('orders', searchQuery({ pageSize: 1, fields: 'entity_id' })));
  },
});

const read = new Map<string, KeyObject>();
const MOST_READ = 16;

/** A key from its PEM text, whose line breaks a field may have lost; none for an empty one. Throws `StepError`. */
export function publicKeyOf(pem: string, parameter: string): KeyObject | undefined {
  if (pem.trim() === '') return undefined;
  const known = read.get(pem) ?? readKey(pem, parameter);
  if (read.size >= MOST_READ) read.clear();
  read.set(pem, known);
  return known;
}

function readKey(pem: string, parameter: string): KeyObject {
  const base64 = pem.replace(/-----(BEGIN|END) PUBLIC KEY-----/g, '').replace(/\s/g, '');
  try {
    return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
  } catch {
    throw new StepError('The public key cannot be read.', {
      parameter,
      advice: 'Copy it from Commerce once more, from -----BEGIN PUBLIC KEY----- to the end.',
    });
  }
}
