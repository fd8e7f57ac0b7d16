import { isSame, isSigned } from '../../shops/signature';
import { fields, listOf, readerOf } from '../../shops/shape';
import type { Visit } from '../../steps/define';
import type { Callbacks, Heard } from '../callback';
import { forged, heard, unsigned } from '../hearing';
import { whatsappWebhook } from './connection';
import { reportsOf, value } from './told';

const read = readerOf(fields({ entry: listOf(fields({ changes: listOf(fields({ value })) })) }));

/**
 * The webhook of an app of Meta’s: first a GET that proves whose address it is, then signed POSTs.
 * Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started
 */
export const whatsappCallbacks: Callbacks = {
  connection: whatsappWebhook,
  async hear({ method, query, headers, rawBody }, { connect }) {
    const { appSecret, verifyToken } = await connect(whatsappWebhook);
    if (method === 'GET') return greeted(query, verifyToken);
    const [, signature] = /^sha256=([0-9a-f]{64})$/i.exec(headers['x-hub-signature-256'] ?? '') ?? [];
    if (signature === undefined) return unsigned('x-hub-signature-256 is');
    if (!isSigned(rawBody, signature, [appSecret.trim()], 'hex')) return forged;
    return heard(() =>
      read({ rawBody })
        .entry.flatMap(({ changes }) => changes)
        .flatMap((change) => reportsOf(change.value)),
    );
  },
};

/** Meta wants its challenge back from whoever knows the token. */
function greeted(query: Visit['query'], verifyToken: string): Heard {
  const { 'hub.mode': mode, 'hub.verify_token': token = '', 'hub.challenge': challenge = '' } = query;
  if (mode !== 'subscribe') return { refused: 'no callback: Meta asks with hub.mode=subscribe' };
  if (!isSame(Buffer.from(token), Buffer.from(verifyToken)))
    return { refused: 'the verify token is another' };
  return { reports: [], ignored: 0, answer: { status: 200, body: {}, text: challenge } };
}
