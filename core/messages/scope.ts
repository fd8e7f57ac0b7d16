import { zoneOf, type Contact, type Passage } from '../enrolments';
import { StepError } from '../errors';
import { keeping } from '../remembering';
import type { JsonObject } from '../steps/define';
import type { Style } from './filters';

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

/** What templates know about a person: contact, coupon, points, event, order, recommendations and journey. Names without a value are left out. */
export function scopeOf(
  json: JsonObject,
  { contact, journey, startedAt }: Pick<Passage, 'contact' | 'journey' | 'startedAt'>,
): JsonObject {
  const { coupon, points, event, recommendations } = json;
  const order = isObject(event) ? event['order'] : undefined;
  const scope: Record<string, JsonObject[string]> = {
    contact: { ...contact.profile, id: contact.id },
    journey: { name: journey, startedAt: new Date(startedAt).toISOString() },
  };
  if (isObject(coupon)) scope['coupon'] = coupon;
  if (isObject(points)) scope['points'] = points;
  if (isObject(event)) scope['event'] = event;
  if (isObject(order)) scope['order'] = order;
  if (Array.isArray(recommendations)) scope['recommendations'] = recommendations;
  return scope;
}

/** What templates know beside the person; left out where there is none. */
export function rootsOf(
  { postalAddress }: { postalAddress: string },
  { unsubscribeUrl, confirmUrl }: { unsubscribeUrl: string | undefined; confirmUrl: string | undefined },
): JsonObject {
  return {
    ...(unsubscribeUrl !== undefined && { unsubscribeUrl }),
    ...(confirmUrl !== undefined && { confirmUrl }),
    ...(postalAddress.trim() !== '' && { postalAddress: postalAddress.trim() }),
  };
}

/** How the person reads times and amounts, else how the shop writes them. Throws `StepError` for a zone or language that does not exist. */
export function styleOf(contact: Contact, shop: { timeZone: string; language: string }): Style {
  const fallback = readTag(shop.language);
  if (fallback === undefined) {
    throw new StepError(`“${shop.language}” is no language.`, {
      parameter: 'language',
      advice: 'Use a tag like en-GB, de or zh-CN.',
    });
  }
  return {
    zone: zoneOf(contact, shop.timeZone),
    language: readTag(contact.profile['locale'] ?? '') ?? fallback,
  };
}

/** The tag in the form that Intl takes; shops also write de_DE. */
export const readTag = keeping((locale): string | undefined => {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
});
