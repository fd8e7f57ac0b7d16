import { choice, type Parameters, type StepContext, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import type { Channel } from '../channel';
import { defineChannel, type WritingValues } from '../kind';
import { within } from '../limits';
import { callWithToken } from '../weixin/call';
import { written } from '../written';
import { judgeWecom } from './answer';
import { wecomCallbacks } from './callback';
import { addressOf, agentOf, tokenRequest, type WecomApp, wecomApp } from './connection';

const parameters = {
  wecomFormat: choice({
    label: text('Format', '格式'),
    help: text(
      'Markdown is shown in WeCom alone, and not where members read its messages in WeChat.',
      'Markdown 仅在企业微信中显示，成员在微信插件中无法查看。',
    ),
    options: [
      { value: 'text', label: text('Plain Text', '纯文本') },
      { value: 'markdown', label: text('Markdown', 'Markdown') },
    ],
    default: 'text',
    showWhen: { channel: ['wecom'] },
  }),
} as const satisfies Parameters;

/** Sends messages of an app in WeCom to members of the company. */
export const wecom = defineChannel({
  name: 'wecom',
  label: text('WeCom', '企业微信'),
  form: 'text',
  parameters,
  connections: [{ connection: wecomApp }],
  callbacks: wecomCallbacks,
  open: openWecom,
});

type WecomValues = WritingValues & Values<typeof parameters>;

/** What is longer is cut off: https://developer.work.weixin.qq.com/document/path/90236 */
const LIMIT = { provider: 'WeCom', most: 2048, unit: 'bytes' } as const;

function openWecom(context: StepContext): Channel<WecomValues> {
  let connecting: Promise<WecomApp> | undefined;
  const connect = () => (connecting ??= context.connect(wecomApp));
  return {
    name: 'wecom',
    concurrency: 5,
    addressKind: () => 'wecomUserId',
    // WeCom can drop what says the same as another message, whichever message that was.
    dedupes: () => false,
    compose({ body: template, wecomFormat }, { address, render }) {
      const body = within(LIMIT, 'body', written('body', render('body', template)));
      return {
        subject: null,
        body,
        send: async () => {
          const app = await connect();
          return callWithToken(context, {
            token: tokenRequest(app),
            url: `${addressOf(app)}/cgi-bin/message/send`,
            body: {
              touser: address,
              msgtype: wecomFormat,
              agentid: agentOf(app),
              [wecomFormat]: { content: body },
            },
            judge: judgeWecom,
          });
        },
      };
    },
    async open() {
      const app = await connect();
      addressOf(app);
      agentOf(app);
    },
    close: () => undefined,
  };
}
