import { StepError } from '../../errors';
import { defineConnection, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { tryAccount } from '../account';
import { apiAddress } from '../api-address';

const TELEGRAM = 'https://api.telegram.org';

/** A Telegram bot; field names are those of n8n's own `telegramApi` credential. */
export const telegramBot = defineConnection({
  name: 'telegram',
  title: text('Telegram Bot', 'Telegram 机器人'),
  n8n: { type: 'telegramApi', own: false },
  fields: {
    accessToken: {
      type: 'text',
      label: text('Access Token', '访问令牌'),
      help: text('What BotFather gave you for your bot.', 'BotFather 为您的机器人生成的令牌。'),
      default: '',
      required: true,
      secret: true,
    },
    baseUrl: {
      type: 'text',
      label: text('Base URL', '基础地址'),
      help: text('Of the Bot API.', 'Bot API 的地址。'),
      default: TELEGRAM,
    },
  },
  async test(bot) {
    await tryAccount({ provider: 'Telegram', url: methodUrl(bot, 'getMe'), headers: {} });
  },
});

export type TelegramBot = Values<typeof telegramBot.fields>;

/** The address of a method, which holds the token: never to be shown. Throws `StepError` for what is no token. */
export function methodUrl({ accessToken, baseUrl }: TelegramBot, method: string): string {
  const token = accessToken.trim();
  if (/^\d+:[\w-]+$/.test(token)) return `${apiAddress('baseUrl', baseUrl, TELEGRAM)}/bot${token}/${method}`;
  throw new StepError('The access token is none of a Telegram bot.', {
    parameter: 'accessToken',
    advice: 'Copy it again from BotFather: digits, a colon, and letters.',
  });
}
