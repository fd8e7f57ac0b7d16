import type { Callbacks, Heard } from '../callback';
import { heard, readable } from '../hearing';
import { answering, doubtOf, reportOfPerson } from '../weixin/callback';
import { decrypted } from '../weixin/crypt';
import { xmlFields } from '../weixin/xml';
import { wecomWebhook } from './connection';

/**
 * What WeCom pushes to the server of an app: first a GET that proves whose address it is, then POSTs of XML, all of it
 * encrypted. It tells who starts and stops to use the app and what members write to it, and never what became of a
 * message.
 * Sources: https://developer.work.weixin.qq.com/document/path/90238 (its address), /90239 (texts) and /90240 (events)
 */
export const wecomCallbacks: Callbacks = {
  connection: wecomWebhook,
  async hear({ method, query, rawBody }, { connect, now }) {
    const { token, encodingAesKey, corpId } = await connect(wecomWebhook);
    const opened = (encrypted: string) => decrypted(encrypted, encodingAesKey, corpId.trim());
    const sealed =
      method === 'GET'
        ? { read: query['echostr'] }
        : await readable(() => xmlFields(rawBody.toString('utf8'))['Encrypt']);
    if ('refused' in sealed) return sealed;
    const { read: encrypted = '' } = sealed;
    const doubt = doubtOf(query, { name: 'msg_signature', token, encrypted, now });
    if (doubt) return doubt;
    if (method === 'GET') return greeted(() => opened(encrypted));
    const told = await heard(() => [reportOfPerson(xmlFields(opened(encrypted)), 'wecomUserId')]);
    // No words are an answer that answers the member nothing.
    return answering(told, '');
  },
};

/** WeCom wants to hear the words that it encrypted. */
async function greeted(open: () => string): Promise<Heard> {
  const words = await readable(open);
  return 'refused' in words ? words : answering({ reports: [], ignored: 0 }, words.read);
}
