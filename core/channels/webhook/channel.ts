import { Webhook } from 'standardwebhooks';
import { webhookSecret } from '../../shops/generic/connection';
import type { StepContext, Values } from '../../steps/define';
import { text } from '../../steps/text';
import type { Channel, Recipient } from '../channel';
import { checkedJson } from '../json';
import { defineChannel, type WritingValues } from '../kind';
import { callProvider } from '../provider';
import { hostIn } from '../sending-account';
import { webAddress } from '../web-address';
import { oneLine, written } from '../written';
import { webhookParameters } from './parameters';

/** Posts to a system of one's own, signed in the Standard Webhooks format. */
export const webhook = defineChannel({
  name: 'webhook',
  label: text('Signed Webhook', '签名 Webhook'),
  form: 'note',
  parameters: webhookParameters,
  connections: [{ connection: webhookSecret }],
  receiver: ({ webhookUrl }) => hostIn(webhookUrl),
  open: openWebhook,
});

type WebhookValues = WritingValues & Values<typeof webhookParameters>;
type Secrets = Values<typeof webhookSecret.fields>;

function openWebhook(context: StepContext): Channel<WebhookValues> {
  let connecting: Promise<Secrets> | undefined;
  const connect = () => (connecting ??= connected(context));
  return {
    name: 'webhook',
    concurrency: 10,
    // The path may be a secret of the receiver's.
    addressKind: ({ webhookUrl }) => ({ address: new URL(webAddress('webhookUrl', webhookUrl)).host }),
    dedupes: ({ webhookDedupes }) => webhookDedupes,
    compose(values, recipient) {
      const { title, body, payload } = composed(values, recipient);
      return {
        subject: title === '' ? null : title,
        body,
        send: async () => {
          const secrets = secretsOf(await connect());
          const now = new Date(context.clock.now());
          const content = JSON.stringify({
            type: values.webhookType,
            timestamp: now.toISOString(),
            data: payload,
          });
          const request = {
            method: 'POST',
            url: webAddress('webhookUrl', values.webhookUrl),
            headers: {
              'content-type': 'application/json',
              ...signed(recipient.key, now, content, secrets),
            },
            body: content,
            repeatable: values.webhookDedupes,
          } as const;
          return callProvider(context, { request, secrets: secrets.flatMap(asWritten) });
        },
      };
    },
    async open() {
      await connect();
    },
    close: () => undefined,
  };
}

async function connected(context: StepContext): Promise<Secrets> {
  const secrets = await context.connect(webhookSecret);
  await webhookSecret.test(secrets);
  return secrets;
}

function composed(values: WebhookValues, { key, render }: Recipient) {
  const title = oneLine(render('subject', values.subject));
  const body = written('body', render('body', values.body));
  const extra = { title, text: body, messageKey: key };
  const data = checkedJson('webhookData', render('webhookData', values.webhookData, { extra }));
  const payload: unknown = JSON.parse(data);
  return { title, body, payload };
}

const secretsOf = ({ secret, previousSecret }: Secrets): string[] => [secret, previousSecret].filter(Boolean);

/** With the prefix of the format and without. */
const asWritten = (secret: string): string[] => [secret, secret.replace(/^whsec_/, '')];

/** While a secret is changed, receivers know one or the other. */
function signed(id: string, now: Date, content: string, secrets: readonly string[]) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, content)).join(' '),
  };
}
