import type { Encodings } from 'smpp';
import type { Recipient } from '../channel';
import { type Segmented, segmentsOf } from '../sms/segments';

/** How a text of several segments travels: cut here, or whole in `message_payload`. */
export type LongText = 'parts' | 'payload';

/** Who sends: as `smsSender` has it. */
interface Ends {
  from: string;
  to: Recipient;
}

/** In `data_coding`: the message centre's default alphabet, and UCS-2. */
const CODINGS = { 'GSM-7': 0, 'UCS-2': 8 } as const;

/** In `esm_class`: the text begins with a user data header. */
const HEADED = 0x40;

/** The `submit_sm` of a text, one for each part that travels by itself: SMPP 3.4, 4.4.1. */
export async function submissions(text: string, { from, to }: Ends, long: LongText): Promise<object[]> {
  const { encodings } = (await import('smpp')).default;
  const { encoding, parts } = segmentsOf(text);
  const bytesOf = encoderOf(encoding, encodings);
  const common = {
    ...sourceOf(from),
    dest_addr_ton: 1,
    dest_addr_npi: 1,
    destination_addr: to.address.replace('+', ''),
    data_coding: CODINGS[encoding],
  };
  // A receipt, whatever becomes of it; of several parts the last one's tells of the message.
  const receipt = (isLast: boolean) => ({ registered_delivery: isLast ? 1 : 0 });
  if (parts.length === 1) return [{ ...common, ...receipt(true), short_message: bytesOf(text) }];
  if (long === 'payload') return [{ ...common, ...receipt(true), message_payload: bytesOf(text) }];
  const reference = Number.parseInt(to.key.slice(0, 2), 16);
  return parts.map((part, at) => ({
    ...common,
    ...receipt(at + 1 === parts.length),
    esm_class: HEADED,
    // 3GPP TS 23.040, 9.2.3.24.1: concatenated, with an 8-bit reference number.
    short_message: Buffer.concat([Buffer.from([5, 0, 3, reference, parts.length, at + 1]), bytesOf(part)]),
  }));
}

const encoderOf = (encoding: Segmented['encoding'], { ASCII, UCS2 }: Encodings) =>
  encoding === 'GSM-7' ? ASCII.encode : UCS2.encode;

/** Type of number and numbering plan: international, network specific or alphanumeric; SMPP 3.4, 5.2.5. */
function sourceOf(from: string) {
  if (from.startsWith('+')) return { source_addr_ton: 1, source_addr_npi: 1, source_addr: from.slice(1) };
  return /^\d+$/.test(from)
    ? { source_addr_ton: 3, source_addr_npi: 0, source_addr: from }
    : { source_addr_ton: 5, source_addr_npi: 0, source_addr: from };
}
