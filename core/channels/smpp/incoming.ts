import { createHash, randomUUID } from 'node:crypto';
import type { Pdu, Written } from 'smpp';
import { storable } from '../../store';
import type { Report } from '../callback';
import { addressOf, withPlus } from '../hearing';
import { askedBy } from '../stop-words';

/** Which part of a text this is, of those with the same reference. */
export interface Part {
  reference: string;
  at: number;
  of: number;
}

/** What somebody wrote, or a part of it. */
export interface Incoming {
  from: NonNullable<Report['address']>;
  to: string;
  text: string;
  part?: Part;
}

/** What somebody wrote; undefined where nobody with a number did. */
export function incomingIn(pdu: Pdu): Incoming | undefined {
  const { source_addr = '', source_addr_ton, destination_addr: to = '' } = pdu;
  const number =
    source_addr_ton === INTERNATIONAL ? `+${source_addr.replace(/^\+/, '')}` : withPlus(source_addr);
  const from = addressOf('phone', number);
  const part = partOf(pdu);
  return from && { from, to, text: textOf(pdu), ...(part && { part }) };
}

/** In `source_addr_ton`: SMPP 3.4, 5.2.5. */
const INTERNATIONAL = 1;

/** The text of a `deliver_sm`. One in an alphabet that is not known is read as Latin letters: it may be a STOP. */
export function textOf({ short_message, message_payload }: Pdu): string {
  const [text = ''] = [short_message, message_payload].flatMap((written) => wordsOf(written) || []);
  return storable(text);
}

const wordsOf = (written: Written | undefined): string =>
  typeof written?.message === 'string' ? written.message : (written?.message.toString('latin1') ?? '');

/** In a user data header: concatenated, with a reference number of 8 or 16 bits; 3GPP TS 23.040, 9.2.3.24. */
const CONCATENATED = new Map([
  [0x00, 1],
  [0x08, 2],
]);

/** By the header of the text, or by the elements that SMPP has for the same; undefined for a text that is whole. */
function partOf(pdu: Pdu): Part | undefined {
  const { sar_msg_ref_num: reference = 0, sar_total_segments: of = 1, sar_segment_seqnum: at = 1 } = pdu;
  const headers = [pdu.short_message, pdu.message_payload].flatMap((written) => written?.udh ?? []);
  const part = headers.map(partIn).find((found) => found) ?? { reference: `${reference}`, at, of };
  return part.of > 1 && part.at >= 1 && part.at <= part.of ? part : undefined;
}

function partIn(element: Buffer): Part | undefined {
  const size = CONCATENATED.get(element[0] ?? -1);
  const [of, at] = element.subarray(2 + (size ?? 0));
  if (size === undefined || of === undefined || at === undefined) return undefined;
  return { reference: element.subarray(2, 2 + size).toString('hex'), at, of };
}

const HOUR = 3_600_000;

/**
 * A text as a reply. SMPP gives texts no id: the same one within an hour counts as told again, but for the words by which
 * people say no, of which none may be lost. `now`: wall, ms UTC.
 */
export function replyOf({ from, to, text }: Incoming, now: number): Report {
  const said = JSON.stringify([from.value, to, text, Math.floor(now / HOUR)]);
  const key = createHash('sha256').update(said).digest('base64url');
  return {
    told: 'replied',
    key: askedBy(text) === 'stop' ? `${key}:${randomUUID()}` : key,
    address: from,
    text,
  };
}
