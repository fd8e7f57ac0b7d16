import { MalformedError, type Shape } from '../shops/shape';
import { storable } from '../store';
import { readAddress } from './address';
import type { Heard, Report } from './callback';

export const unsigned = (headers: string): Heard => ({ refused: `unsigned: ${headers} needed` });

export const forged: Heard = { refused: 'the signature does not match' };

export const stale: Heard = { refused: 'stale: signed more than five minutes from now' };

const TOLERANCE = 300;

/** Whether a signature of this time, in seconds, is still good. `now`: ms UTC. */
export const isFresh = (signedAt: string, now: number): boolean =>
  /^\d{1,12}$/.test(signedAt) && Math.abs(now / 1000 - Number(signedAt)) <= TOLERANCE;

type Told = readonly (Report | undefined)[];

/** What a believed request tells; undefined stands for what means nothing to us. See `readable`. */
export async function heard(read: () => Told | Promise<Told>): Promise<Heard> {
  const told = await readable(read);
  if ('refused' in told) return told;
  const reports = told.read.filter((report) => report !== undefined);
  return { reports, ignored: told.read.length - reports.length };
}

/** What `read` reads; what it throws `MalformedError` for is refused. */
export async function readable<T>(read: () => T | Promise<T>): Promise<{ read: T } | { refused: string }> {
  try {
    return { read: await read() };
  } catch (error) {
    if (error instanceof MalformedError) return { refused: error.message };
    throw error;
  }
}

/** The fields of a web form, the first of each name, as a database keeps them. */
export function formFields(rawBody: Buffer): Partial<Record<string, string>> {
  const pairs = [...new URLSearchParams(rawBody.toString('utf8'))];
  return Object.fromEntries(pairs.reverse().map(([name, value]) => [name, storable(value)]));
}

/** A field that there must be. Throws `MalformedError`. */
export function needed(fields: Partial<Record<string, string>>, name: string): string {
  const value = storable(fields[name] ?? '').trim();
  if (value !== '' && value.length <= LONGEST_ID) return value;
  throw new MalformedError(`“${name}” is ${value === '' ? 'missing' : 'too long'}`);
}

const LONGEST_ID = 320;

const LONGEST_WORDS = 200;

/** The beginning of a provider’s words, in one line. */
export const briefly = (words: string): string => words.replace(/\s+/g, ' ').trim().slice(0, LONGEST_WORDS);

/** Seconds since 1970, with decimals or without. */
export const seconds: Shape<number> = { schema: { type: 'number', minimum: 0, maximum: 1e11 } };

export const millisOf = (time: number): number => Math.round(time * 1000);

/** Whom something is about, as the store knows addresses; undefined for what is none. */
export function addressOf(
  kind: 'email' | 'phone' | 'telegramChatId' | 'wechatOpenId' | 'wecomUserId' | 'whatsapp',
  given: string | null | undefined,
): Report['address'] {
  const value = readAddress(kind, given ?? '');
  return value === undefined ? undefined : { kind, value };
}

/** Networks write numbers with a country code, and some without the plus; within a country they begin with 0. */
export const withPlus = (number: string): string => (/^[1-9]\d{7,14}$/.test(number) ? `+${number}` : number);
