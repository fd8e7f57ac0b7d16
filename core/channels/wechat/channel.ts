import type { StepContext } from '../../steps/define';
import { text } from '../../steps/text';
import type { Channel } from '../channel';
import { defineChannel } from '../kind';
import { callWithToken } from '../weixin/call';
import { judgeWechat } from './answer';
import { wechatCallbacks } from './callback';
import { addressOf, tokenRequest, type WechatAccount, wechatAccount } from './connection';
import { messageTo, type WechatValues } from './message';
import { wechatParameters } from './parameters';

/** Sends template messages by a WeChat official account, which are for transactions alone. */
export const wechat = defineChannel({
  name: 'wechat',
  label: text('WeChat Official Account', '微信公众号'),
  form: 'text',
  transactionalOnly: true,
  parameters: wechatParameters,
  connections: [{ connection: wechatAccount }],
  callbacks: wechatCallbacks,
  open: openWechat,
});

function openWechat(context: StepContext): Channel<WechatValues> {
  let connecting: Promise<WechatAccount> | undefined;
  const connect = () => (connecting ??= context.connect(wechatAccount));
  return {
    name: 'wechat',
    concurrency: 10,
    addressKind: () => 'wechatOpenId',
    // WeChat drops a repeat of the same key for ten minutes only.
    dedupes: () => false,
    compose(values, recipient) {
      const { body, message } = messageTo(recipient, values);
      return {
        subject: null,
        body,
        send: async () => {
          const account = await connect();
          return callWithToken(context, {
            token: tokenRequest(account),
            url: `${addressOf(account)}/cgi-bin/message/template/send`,
            body: message,
            judge: judgeWechat,
          });
        },
      };
    },
    async open() {
      addressOf(await connect());
    },
    close: () => undefined,
  };
}
