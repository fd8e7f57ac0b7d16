import type { StepContext } from '../../steps/define';
import { text } from '../../steps/text';
import type { Channel } from '../channel';
import { formPost } from '../form';
import { defineChannel, type WritingValues } from '../kind';
import { callProvider } from '../provider';
import { smsSender } from '../sms/sender';
import { composeSms } from '../sms/text';
import { judgeAfricasTalking } from './answer';
import { africasTalkingCallbacks } from './callback';
import { addressOf, type AfricasTalkingApp, africasTalkingApp, authorization } from './connection';

/** Sends SMS by Africa's Talking. */
export const africasTalking = defineChannel({
  name: 'africas-talking',
  label: text('SMS (Africa’s Talking)', '短信（Africa’s Talking）'),
  form: 'sms',
  parameters: {},
  connections: [{ connection: africasTalkingApp }],
  callbacks: africasTalkingCallbacks,
  open: openAfricasTalking,
});

function openAfricasTalking(context: StepContext): Channel<WritingValues> {
  let connecting: Promise<AfricasTalkingApp> | undefined;
  const connected = () => (connecting ??= context.connect(africasTalkingApp));
  return {
    name: 'africas-talking',
    concurrency: 10,
    addressKind: () => 'phone',
    // A message has no key of its own at Africa's Talking.
    dedupes: () => false,
    compose(values, recipient) {
      const body = composeSms(values, recipient);
      const fields = { to: recipient.address, message: body, ...senderOf(values.smsFrom) };
      return {
        subject: null,
        body,
        send: async () => {
          const app = await connected();
          return callProvider(context, {
            request: formPost(`${addressOf(app)}/version1/messaging`, authorization(app), {
              username: app.username,
              ...fields,
            }),
            secrets: [app.apiKey],
            judge: judgeAfricasTalking,
          });
        },
      };
    },
    async open() {
      addressOf(await connected());
    },
    close: () => undefined,
  };
}

/** Africa's Talking sends from a number of its own where the account has none. */
const senderOf = (from: string): { from?: string } => (from.trim() === '' ? {} : { from: smsSender(from) });
