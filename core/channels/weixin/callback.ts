import type { Visit } from '../../steps/define';
import type { Heard, Report, Told } from '../callback';
import { addressOf, forged, isFresh, millisOf, needed, stale, unsigned } from '../hearing';
import { isByWeixin } from './crypt';

type Fields = Partial<Record<string, string>>;

/** What a request is to be signed with. */
interface Signing {
  /** The name under which the signature stands behind the address. */
  name: 'signature' | 'msg_signature';
  token: string;
  /** What is signed beside token, time and nonce. */
  encrypted?: string;
  /** Wall, ms UTC. */
  now: number;
}

/** Why a request is not believed; undefined for one that is. */
export function doubtOf(query: Visit['query'], { name, token, encrypted, now }: Signing): Heard | undefined {
  const { [name]: signature, timestamp = '', nonce = '' } = query;
  if (!signature) return unsigned(`${name} is`);
  const parts = [token.trim(), timestamp, nonce, ...(encrypted === undefined ? [] : [encrypted])];
  // Without a token, anybody could sign.
  if (token.trim() === '' || !isByWeixin(parts, signature)) return forged;
  return isFresh(timestamp, now) ? undefined : stale;
}

/** A believed answer in words. */
export const answering = (heard: Heard, words: string): Heard =>
  'refused' in heard ? heard : { ...heard, answer: { status: 200, body: {}, text: words } };

/** What following an account, or using an app, and leaving it come as. */
const FOLLOWING = new Map<string, Told>([
  ['subscribe', 'subscribed'],
  ['unsubscribe', 'unsubscribed'],
]);

/** What a person does who follows or leaves, or writes; undefined for what else comes of them, such as a picture. */
export function reportOfPerson(fields: Fields, kind: 'wechatOpenId' | 'wecomUserId'): Report | undefined {
  const { MsgType: type, Event: event = '', Content: text = '' } = fields;
  const told = type === 'text' ? 'replied' : type === 'event' ? FOLLOWING.get(event) : undefined;
  if (!told) return undefined;
  const from = needed(fields, 'FromUserName');
  const address = addressOf(kind, from);
  if (!address) return undefined;
  if (told === 'replied') return { told, key: needed(fields, 'MsgId'), ...atOf(fields), address, text };
  // An event has no id of its own: its person and its time are what tells repeats.
  return { told, key: `${from}:${needed(fields, 'CreateTime')}:${event}`, ...atOf(fields), address };
}

/** When it happened, where that is told. */
export const atOf = ({ CreateTime: time = '' }: Fields): { at?: number } =>
  /^\d{1,11}$/.test(time) ? { at: millisOf(Number(time)) } : {};
