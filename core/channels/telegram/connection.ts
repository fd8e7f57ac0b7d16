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

/** What proves that an update is Telegram’s. */
export const telegramWebhook = defineConnection({
  name: 'telegram-webhook',
  title: text('Shop Journeys Telegram Webhook', 'Telegram Webhook 密钥'),
  n8n: { type: 'shopJourneysTelegramWebhookApi', own: true },
  fields: {
    secretToken: {
      type: 'text',
      label: text('Secret Token', '密钥令牌'),
      help: text(
        'The secret_token that the bot’s webhook was set with: up to 256 letters, digits, _ and -.',
        '设置机器人 Webhook 时的 secret_token：最多 256 个字母、数字、_ 和 -。',
      ),
      default: '',
      required: true,
      secret: true,
    },
  },
  async test({ secretToken }) {
    if (/^[\w-]{1,256}$/.test(secretToken)) return;
    throw new StepError('The secret token is none that Telegram takes.', {
      parameter: 'secretToken',
      advice: 'Use letters, digits, _ and -, the same in setWebhook and here.',
    });
  },
});
