import { createECDH } from 'node:crypto';
import { StepError } from '../../errors';
import { defineConnection, type Values } from '../../steps/define';
import { text } from '../../steps/text';

/** The keys by which push services know who sends (VAPID, RFC 8292). */
export const vapidKeys = defineConnection({
  name: 'vapid',
  title: text('Shop Journeys Web Push Keys', 'Web Push 密钥（VAPID）'),
  n8n: { type: 'shopJourneysVapidApi', own: true },
  fields: {
    subject: {
      type: 'text',
      label: text('Contact', '联系方式'),
      help: text(
        'Where push services reach you if something is wrong: mailto: and an address, or a page that begins with https://',
        '推送服务在出现问题时联系您的方式：mailto: 加邮箱地址，或以 https:// 开头的网页。',
      ),
      default: '',
      placeholder: 'mailto:hello@example.com',
      required: true,
    },
    publicKey: {
      type: 'text',
      label: text('Public Key', '公钥'),
      help: text(
        'The key with which your page subscribes (applicationServerKey).',
        '网页订阅时使用的密钥（applicationServerKey）。',
      ),
      default: '',
      required: true,
    },
    privateKey: {
      type: 'text',
      label: text('Private Key', '私钥'),
      help: text('The other half of the pair.', '密钥对的另一半。'),
      default: '',
      required: true,
      secret: true,
    },
  },
  async test(keys) {
    checkKeys(keys);
  },
});

export type VapidKeys = Values<typeof vapidKeys.fields>;

/** Throws `StepError` where push services would refuse the keys. */
export function checkKeys({ subject, publicKey, privateKey }: VapidKeys): void {
  if (!/^(mailto:\S+@\S+|https:\/\/\S+)$/.test(subject)) {
    throw new StepError(`“${subject}” is no contact for push services.`, {
      parameter: 'subject',
      advice: 'Write mailto:hello@example.com, or a page that begins with https://',
    });
  }
  if (publicKeyOf(privateKey) === publicKey) return;
  throw new StepError('The two keys are no pair of VAPID keys.', {
    parameter: 'privateKey',
    advice: 'Make a pair with “npx web-push generate-vapid-keys”, and copy both as they are.',
  });
}

function publicKeyOf(privateKey: string): string | undefined {
  try {
    const pair = createECDH('prime256v1');
    pair.setPrivateKey(privateKey, 'base64url');
    return pair.getPublicKey('base64url');
  } catch {
    return undefined;
  }
}
