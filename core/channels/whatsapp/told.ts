import { count, fields, key, listOf, maybe, text, type TypeOf } from '../../shops/shape';
import type { Report, Told } from '../callback';
import { addressOf, briefly, millisOf } from '../hearing';
import { lossOf } from './answer';

/** Meta writes seconds as text, or as a number. */
const time = {
  schema: { type: ['string', 'integer'], pattern: String.raw`^\d{1,11}$`, minimum: 0, maximum: 1e11 },
};

const statusShape = fields({
  id: key,
  status: text,
  timestamp: maybe<string | number>(time),
  recipient_id: maybe(text),
  errors: maybe(listOf(fields({ code: count, title: maybe(text), message: maybe(text) }))),
});

const reply = maybe(fields({ title: maybe(text) }));

const messageShape = fields({
  id: key,
  from: maybe(text),
  timestamp: maybe<string | number>(time),
  context: maybe(fields({ id: maybe(text) })),
  text: maybe(fields({ body: text })),
  button: maybe(fields({ text })),
  interactive: maybe(fields({ button_reply: reply, list_reply: reply })),
});

const preferenceShape = fields({
  wa_id: text,
  category: maybe(text),
  value: text,
  timestamp: maybe<string | number>(time),
});

/** What the webhooks `messages` and `user_preferences` hold. */
export const value = fields({
  statuses: maybe(listOf(statusShape)),
  messages: maybe(listOf(messageShape)),
  user_preferences: maybe(listOf(preferenceShape)),
});

const FATES = new Map<string, Told>([
  ['delivered', 'delivered'],
  ['read', 'opened'],
  ['failed', 'failed'],
]);

/** Everything of one webhook; undefined for what means nothing to us. */
export function reportsOf({
  statuses,
  messages,
  user_preferences,
}: TypeOf<typeof value>): (Report | undefined)[] {
  const told = [
    ...(statuses ?? []).map(reportOfStatus),
    ...(messages ?? []).map(reportOfMessage),
    ...(user_preferences ?? []).map(reportOfPreference),
  ];
  return told.length > 0 ? told : [undefined];
}

/** Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status */
function reportOfStatus(given: TypeOf<typeof statusShape>): Report | undefined {
  const { id, status, timestamp, recipient_id, errors } = given;
  const told = FATES.get(status);
  if (!told) return undefined;
  const address = personAt(recipient_id);
  const [error] = errors ?? [];
  const lost = error && lossOf(error.code);
  return {
    told,
    key: `${id}:${status}`,
    providerId: id,
    ...atOf(timestamp),
    ...(address && { address }),
    ...(lost && { lost }),
    ...(error && { detail: briefly(`${error.code} ${error.title ?? error.message ?? ''}`) }),
  };
}

/**
 * Texts and buttons; pictures and reactions say nothing.
 * Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 */
function reportOfMessage(given: TypeOf<typeof messageShape>): Report | undefined {
  const { id, from, timestamp, context, button, interactive } = given;
  const pressed = interactive?.button_reply?.title ?? interactive?.list_reply?.title;
  const words = given.text?.body ?? button?.text ?? pressed;
  const address = personAt(from);
  if (!address || words == null) return undefined;
  return {
    told: 'replied',
    key: id,
    ...atOf(timestamp),
    ...(context?.id && { providerId: context.id }),
    address,
    text: words,
  };
}

/** Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences */
function reportOfPreference(given: TypeOf<typeof preferenceShape>): Report | undefined {
  const { wa_id, category, timestamp } = given;
  const told = given.value === 'stop' ? 'unsubscribed' : given.value === 'resume' ? 'subscribed' : undefined;
  const address = personAt(wa_id);
  if (!told || !address || category !== 'marketing_messages') return undefined;
  return { told, key: `${wa_id}:${given.value}:${timestamp ?? ''}`, ...atOf(timestamp), address };
}

/** Meta writes numbers without their plus. */
const personAt = (given: string | null | undefined) =>
  given ? addressOf('whatsapp', `+${given.replace(/^\+/, '')}`) : undefined;

const atOf = (given: string | number | null | undefined): { at?: number } =>
  given == null ? {} : { at: millisOf(Number(given)) };
