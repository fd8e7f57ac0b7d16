import { fields, maybe, readerOf, type Shape, text, type TypeOf } from '../../shops/shape';
import { isSame } from '../../shops/signature';
import type { Callbacks, Report, Told } from '../callback';
import { addressOf, heard, millisOf, seconds, unsigned } from '../hearing';
import { telegramWebhook } from './connection';

const TOKEN = 'x-telegram-bot-api-secret-token';

/** Updates of a bot, one a request. Sources: https://core.telegram.org/bots/api#setwebhook and #update */
export const telegramCallbacks: Callbacks = {
  connection: telegramWebhook,
  async hear({ headers, rawBody }, { connect }) {
    const token = headers[TOKEN];
    if (!token) return unsigned(`${TOKEN} is`);
    const { secretToken } = await connect(telegramWebhook);
    if (!isSame(Buffer.from(token), Buffer.from(secretToken)))
      return { refused: 'the secret token is another' };
    return heard(() => [reportOf(read({ rawBody }))]);
  },
};

const whole: Shape<number> = {
  schema: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
};

const chat = fields({ id: whole });

const update = fields({
  update_id: whole,
  message: maybe(fields({ chat, date: seconds, text: maybe(text) })),
  my_chat_member: maybe(fields({ chat, date: seconds, new_chat_member: fields({ status: text }) })),
});

type Update = TypeOf<typeof update>;

const read = readerOf(update);

/** What a person’s blocking the bot, or letting it in again, comes as. */
const MEMBERSHIPS = new Map<string, Told>([
  ['kicked', 'unsubscribed'],
  ['member', 'subscribed'],
]);

/** An update has one part beside its id. A message’s own id is one of its chat alone, and names none of ours. */
function reportOf({ update_id, message, my_chat_member: member }: Update): Report | undefined {
  const told = message?.text ? 'replied' : MEMBERSHIPS.get(member?.new_chat_member.status ?? '');
  const part = message ?? member;
  const address = part && addressOf('telegramChatId', String(part.chat.id));
  if (!told || !address) return undefined;
  return {
    told,
    key: String(update_id),
    at: millisOf(part.date),
    address,
    ...(message?.text && { text: message.text }),
  };
}
