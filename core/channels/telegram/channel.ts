import { choice, type Parameters, type StepContext, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import type { Channel } from '../channel';
import { defineChannel, type WritingValues } from '../kind';
import { within } from '../limits';
import { callProvider } from '../provider';
import { written } from '../written';
import { judgeTelegram } from './answer';
import { telegramCallbacks } from './callback';
import { methodUrl, type TelegramBot, telegramBot } from './connection';

const here = { channel: ['telegram'] } as const;

const parameters = {
  telegramFormat: choice({
    label: text('Format', '格式'),
    help: text(
      'Whether the text has HTML tags that Telegram knows (b, i, u, s, a, code, pre); values are then escaped.',
      '正文是否包含 Telegram 支持的 HTML 标签（b、i、u、s、a、code、pre）；变量会被转义。',
    ),
    options: [
      { value: 'text', label: text('Plain Text', '纯文本') },
      { value: 'html', label: text('HTML', 'HTML') },
    ],
    default: 'text',
    showWhen: here,
  }),
  telegramSilent: {
    type: 'flag',
    label: text('Silent', '静音'),
    help: text('Whether the message arrives without a sound.', '消息到达时是否不发出提示音。'),
    default: false,
    showWhen: here,
    advanced: true,
  },
} as const satisfies Parameters;

/** Sends by a Telegram bot. */
export const telegram = defineChannel({
  name: 'telegram',
  label: text('Telegram', 'Telegram'),
  form: 'text',
  parameters,
  connections: [{ connection: telegramBot }],
  callbacks: telegramCallbacks,
  // What Telegram takes from one bot: core.telegram.org/bots/faq, “My bot is hitting limits”.
  perSecond: 30,
  open: openTelegram,
});

type TelegramValues = WritingValues & Values<typeof parameters>;

const LIMIT = { provider: 'Telegram', most: 4096, unit: 'letters' } as const;

function openTelegram(context: StepContext): Channel<TelegramValues> {
  let connecting: Promise<TelegramBot> | undefined;
  const connect = () => (connecting ??= context.connect(telegramBot));
  return {
    name: 'telegram',
    concurrency: 5,
    addressKind: () => 'telegramChatId',
    // A message has no key of its own at Telegram.
    dedupes: () => false,
    compose(values, { address, render }) {
      const html = values.telegramFormat === 'html';
      const rendered = render('body', values.body, { escape: html ? 'html' : 'text' });
      const body = within(LIMIT, 'body', written('body', rendered));
      const message = {
        chat_id: address,
        text: body,
        ...(html && { parse_mode: 'HTML' }),
        ...(values.telegramSilent && { disable_notification: true }),
      };
      return {
        subject: null,
        body,
        send: async () => {
          const bot = await connect();
          return callProvider(context, {
            request: {
              method: 'POST',
              url: methodUrl(bot, 'sendMessage'),
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify(message),
            },
            secrets: [bot.accessToken.trim()],
            judge: judgeTelegram,
          });
        },
      };
    },
    async open() {
      methodUrl(await connect(), 'sendMessage');
    },
    close: () => undefined,
  };
}
