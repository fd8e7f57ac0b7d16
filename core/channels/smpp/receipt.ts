import type { Encodings, Pdu } from 'smpp';
import { storable } from '../../store';
import type { Report, Told } from '../callback';
import { briefly } from '../hearing';
import { textOf } from './incoming';

/** Final states as receipts write them, by their number: SMPP 3.4, 5.2.28. The others are still under way, or not known. */
const STATES = new Map([
  [2, 'DELIVRD'],
  [3, 'EXPIRED'],
  [4, 'DELETED'],
  [5, 'UNDELIV'],
  [8, 'REJECTD'],
]);

/**
 * None tells that a number is gone: why something was not delivered stands in a code that each network makes up for
 * itself, and phones that are off come back.
 */
const FATES = new Map<string, Told>([
  ['DELIVRD', 'delivered'],
  ['EXPIRED', 'bounced'],
  ['DELETED', 'bounced'],
  ['UNDELIV', 'bounced'],
  ['REJECTD', 'bounced'],
]);

/** Digits at the end of a number that are the same with a country code and without. */
const NUMBER_END = 7;

const LONGEST_ID = 65;

/**
 * What a receipt tells; undefined where the message is still under way, and where it says neither which message it means
 * nor its state. The elements that SMPP 3.4 has for both go before the words, which are older (its appendix B).
 */
export function receiptOf(pdu: Pdu, encodings: Encodings): Report | undefined {
  const words = wordsIn(pdu, encodings);
  const id = storable(pdu.receipted_message_id ?? wordOf('id', words)).trim();
  const state = STATES.get(pdu.message_state ?? -1) ?? wordOf('stat', words).toUpperCase();
  const told = FATES.get(state);
  if (id === '' || id.length > LONGEST_ID || !told) return undefined;
  const numberEnd = (pdu.source_addr ?? '').replace(/\D/g, '').slice(-NUMBER_END);
  return {
    told,
    key: `${id}:${state}`,
    providerId: id,
    ...(numberEnd.length === NUMBER_END && { respelt: { ids: respelt(id), numberEnd } }),
    ...(told !== 'delivered' && { detail: briefly(`${state} ${wordOf('err', words)}`) }),
  };
}

/** In `data_coding`: the message centre's default alphabet, and ASCII. */
const MOST_ASCII = 1;

/** The package reads the alphabet of phones where message centres write ASCII: an _ of an id has become a §. */
const wordsIn = (pdu: Pdu, { ASCII }: Encodings): string =>
  (pdu.data_coding ?? 0) <= MOST_ASCII ? ASCII.encode(textOf(pdu)).toString('latin1') : textOf(pdu);

const wordOf = (name: string, words: string): string =>
  new RegExp(`(?:^|\\s)${name}:(\\S+)`, 'i').exec(words)?.[1] ?? '';

/** Digits of an id in hex that is filled up with zeros. */
const FILLED = 8;

/**
 * Other ways to write an id: message centres answer in hex and write decimal in receipts, or the other way round, with zeros
 * before it or without.
 */
function respelt(id: string): string[] {
  const ids = new Set<string>();
  if (/^\d+$/.test(id)) {
    const hex = BigInt(id).toString(16);
    for (const written of [hex, hex.padStart(FILLED, '0')]) ids.add(written).add(written.toUpperCase());
    ids.add(BigInt(id).toString());
  }
  if (/^[\da-f]+$/i.test(id)) {
    ids
      .add(BigInt(`0x${id}`).toString())
      .add(id.toLowerCase())
      .add(id.toUpperCase());
  }
  ids.delete(id);
  return [...ids];
}
