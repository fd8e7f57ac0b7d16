import { StepError } from '../../errors';
import type { Parameters } from '../../steps/define';
import { text } from '../../steps/text';
import { aesKeyOf } from './crypt';

/** The token of callbacks, as it is entered beside their address. */
export const tokenField = {
  type: 'text',
  label: text('Token', 'Token'),
  help: text(
    'Letters and digits of your own, the same that you enter beside the address of callbacks: requests are signed with it.',
    '自定义的字母和数字，须与在回调地址旁填写的一致；用于签署请求。',
  ),
  default: '',
  required: true,
  secret: true,
} as const satisfies Parameters[string];

/** Throws `StepError` for a token, or a key where there is one, that cannot be entered beside an address of callbacks. */
export function checkWebhook({ token, encodingAesKey }: { token: string; encodingAesKey: string }): void {
  if (!/^[A-Za-z0-9]{1,32}$/.test(token.trim())) {
    throw new StepError('The token would not be taken.', {
      parameter: 'token',
      advice: 'Choose up to 32 letters and digits.',
    });
  }
  if (encodingAesKey.trim() !== '') aesKeyOf(encodingAesKey);
}
