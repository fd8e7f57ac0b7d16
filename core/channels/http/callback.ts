import { storable } from '../../store';
import type { Callbacks, Report, Told } from '../callback';
import { addressOf, briefly, formFields, heard, needed, withPlus } from '../hearing';

/**
 * Delivery reports and people’s messages as Kannel tells them, in what stands behind the address (or in a form): by its
 * `dlr-url` and by the `get-url` of its `sms-service`. Nothing signs them.
 * Source: https://www.kannel.org/download/kannel-userguide-snapshot/userguide.html
 */
export const gatewayCallbacks: Callbacks = {
  async hear({ query, search = '', rawBody }) {
    return heard(() => [reportOf(withText({ ...formFields(rawBody), ...query }, search))]);
  },
};

type Fields = ReturnType<typeof formFields>;

/** Kannel hands on what a phone wrote in UCS-2 as it came, and says so by `%C`. */
function withText(fields: Fields, search: string): Fields {
  if (fields['text'] === undefined || fields['charset']?.toUpperCase() !== 'UTF-16BE') return fields;
  return { ...fields, text: new TextDecoder('utf-16be').decode(bytesOf(search, 'text')) };
}

/** The bytes of a field behind the address, whatever they are. */
function bytesOf(search: string, name: string): Buffer {
  const field = search.split('&').find((part) => part.startsWith(`${name}=`)) ?? '';
  const bytes = field
    .slice(name.length + 1)
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

/** Both name the message; only one with a text is a person’s. */
const reportOf = (fields: Fields): Report | undefined =>
  fields['text'] === undefined ? reportOfDelivery(fields) : reportOfIncoming(fields);

/** The bits of Kannel’s `%d`; those of a message that is still under way (4, 8) are left out. */
const FATES: readonly [bit: number, told: Told][] = [
  [1, 'delivered'],
  [2, 'bounced'],
  [16, 'failed'],
];

function reportOfDelivery(fields: Fields): Report | undefined {
  const id = needed(fields, 'id');
  const status = needed(fields, 'status');
  const bits = /^\d{1,3}$/.test(status) ? Number(status) : 0;
  const [, told] = FATES.find(([bit]) => (bits & bit) !== 0) ?? [];
  const detail = briefly(fields['reply'] ?? '');
  return (
    told && {
      told,
      key: `${id}:${told}`,
      providerId: id,
      ...(told !== 'delivered' && detail && { detail }),
    }
  );
}

/** Undefined for a message of nobody who has a number. */
function reportOfIncoming(fields: Fields): Report | undefined {
  const key = needed(fields, 'id');
  const address = addressOf('phone', withPlus(needed(fields, 'from')));
  return address && { told: 'replied', key, address, text: storable(fields['text'] ?? '') };
}
