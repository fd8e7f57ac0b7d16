import { StepError } from '../errors';
import type { TextParameter } from '../steps/define';
import { text } from '../steps/text';

/** Lets a channel call another address than the provider's `usual` one. It is the same for all items: none of them leads the account's keys elsewhere. */
export const apiAddressFor = (channel: string, usual: string) =>
  ({
    type: 'text',
    label: text('API Address', 'API 地址'),
    help: text(
      'Where the provider’s API answers, if not where it usually does: in another region, or a test server.',
      '服务商 API 的地址（如使用其他区域或测试服务器）。',
    ),
    default: '',
    placeholder: usual,
    showWhen: { channel: [channel] },
    advanced: true,
    constant: true,
  }) as const satisfies TextParameter;

/** The address to call, without a slash at its end. Throws `StepError` naming the parameter for what is none. */
export function apiAddress(parameter: string, given: string, usual: string): string {
  const address = (given.trim() || usual).replace(/\/+$/, '');
  const url = URL.parse(address);
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash)
    return address;
  throw new StepError(`“${parameter}” is no web address.`, {
    parameter,
    advice: `Write it like ${usual}, or leave it empty.`,
  });
}
