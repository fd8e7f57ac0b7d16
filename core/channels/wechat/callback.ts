import { MalformedError } from '../../shops/shape';
import type { Visit } from '../../steps/define';
import type { Callbacks, Heard, Report } from '../callback';
import { briefly, heard, needed, readable } from '../hearing';
import { answering, atOf, doubtOf, reportOfPerson } from '../weixin/callback';
import { decrypted } from '../weixin/crypt';
import { xmlFields } from '../weixin/xml';
import { type WechatWebhook, wechatWebhook } from './connection';

/**
 * What WeChat pushes to the server of an official account: first a GET that proves whose address it is, then signed
 * POSTs of XML. Without a key they are plain, and the signature is over the time alone; with it they are encrypted.
 * Sources: https://developers.weixin.qq.com/doc/service/guide/dev/push/ and
 * https://developers.weixin.qq.com/doc/service/guide/product/template_message/Template_Message_Interface.html
 */
export const wechatCallbacks: Callbacks = {
  connection: wechatWebhook,
  async hear({ method, query, rawBody }, { connect, now }) {
    const webhook = await connect(wechatWebhook);
    if (method === 'GET') return greeted(query, webhook, now);
    const believed = webhook.encodingAesKey.trim() === '' ? plain : safe;
    return believed(rawBody.toString('utf8'), query, webhook, now);
  },
};

/** WeChat wants its words back. */
function greeted(query: Visit['query'], { token }: WechatWebhook, now: number): Heard {
  const doubt = doubtOf(query, { name: 'signature', token, now });
  return doubt ?? answering({ reports: [], ignored: 0 }, query['echostr'] ?? '');
}

type Fields = ReturnType<typeof xmlFields>;

async function plain(
  xml: string,
  query: Visit['query'],
  { token }: WechatWebhook,
  now: number,
): Promise<Heard> {
  const doubt = doubtOf(query, { name: 'signature', token, now });
  return (
    doubt ??
    taken(() => {
      const fields = xmlFields(xml);
      if (fields['MsgType'] !== undefined || fields['Encrypt'] === undefined) return fields;
      throw new MalformedError('it is encrypted, and the connection has no EncodingAESKey');
    })
  );
}

async function safe(
  xml: string,
  query: Visit['query'],
  { token, encodingAesKey, appId }: WechatWebhook,
  now: number,
): Promise<Heard> {
  const sealed = await readable(() => xmlFields(xml)['Encrypt']);
  if ('refused' in sealed) return sealed;
  const { read: encrypted } = sealed;
  if (encrypted === undefined)
    return { refused: 'not encrypted: choose the safe mode at WeChat, or leave the EncodingAESKey empty' };
  const doubt = doubtOf(query, { name: 'msg_signature', token, encrypted, now });
  return doubt ?? taken(() => xmlFields(decrypted(encrypted, encodingAesKey, appId.trim())));
}

/** WeChat sends again what is not answered by this word within five seconds. */
const taken = async (read: () => Fields): Promise<Heard> =>
  answering(await heard(() => [reportOf(read())]), 'success');

const reportOf = (fields: Fields): Report | undefined =>
  fields['MsgType'] === 'event' && fields['Event'] === 'TEMPLATESENDJOBFINISH'
    ? reportOfFate(fields)
    : reportOfPerson(fields, 'wechatOpenId');

/** What became of a template message. The id that WeChat repeats is the one by which it took the message. */
function reportOfFate(fields: Fields): Report {
  const id = needed(fields, 'MsgID');
  const status = needed(fields, 'Status');
  const told = status === 'success' ? 'delivered' : 'failed';
  return {
    told,
    key: `${id}:${told}`,
    providerId: id,
    ...atOf(fields),
    ...(told === 'failed' && { detail: briefly(status) }),
    // The person gets nothing more from this account.
    ...(/^failed:\s*user block$/.test(status) && { lost: 'opted_out' as const }),
  };
}
