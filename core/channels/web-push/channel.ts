import { choice, type Parameters, type StepContext, type Values } from '../../steps/define';
import type { HttpRequest } from '../../ports';
import { text } from '../../steps/text';
import type { Channel, Recipient, Result } from '../channel';
import { defineChannel, type WritingValues } from '../kind';
import { within } from '../limits';
import { type Answer, callProvider, type Judgement } from '../provider';
import { linkOf, linkParameters } from '../push/link';
import { oneLine, written } from '../written';
import { checkKeys, type VapidKeys, vapidKeys } from './connection';
import { type Subscription, subscriptionOf } from './subscription';

const here = { channel: ['web-push'] } as const;

const parameters = {
  ...linkParameters,
  webPushHours: {
    type: 'number',
    label: text('Keep for (Hours)', '保留时间（小时）'),
    help: text(
      'How long the push service keeps the message for a browser that is not running.',
      '浏览器未运行时，推送服务保留消息的时间。',
    ),
    default: 72,
    minimum: 0,
    maximum: 672,
    showWhen: here,
    advanced: true,
  },
  webPushUrgency: choice({
    label: text('Urgency', '紧急程度'),
    help: text('How much of its battery a phone should spend on it.', '手机应为此消耗多少电量。'),
    options: [
      { value: 'very-low', label: text('Very Low', '很低') },
      { value: 'low', label: text('Low', '低') },
      { value: 'normal', label: text('Normal', '普通') },
      { value: 'high', label: text('High', '高') },
    ],
    default: 'normal',
    showWhen: here,
    advanced: true,
  }),
} as const satisfies Parameters;

/** Sends to browsers, encrypted for each (RFC 8030, 8291 and 8292). */
export const webPush = defineChannel({
  name: 'web-push',
  label: text('Web Push', '网页推送（Web Push）'),
  form: 'note',
  medium: 'push',
  parameters,
  connections: [{ connection: vapidKeys }],
  open: openWebPush,
});

type WebPushValues = WritingValues & Values<typeof parameters>;

function openWebPush(context: StepContext): Channel<WebPushValues> {
  let connecting: Promise<VapidKeys> | undefined;
  const connect = () => (connecting ??= context.connect(vapidKeys));
  return {
    name: 'web-push',
    concurrency: 10,
    addressKind: () => 'webPushSubscription',
    // A repeat takes the place of the first only until that was delivered.
    dedupes: () => false,
    compose(values, recipient) {
      const { title, body, payload } = composed(values, recipient);
      return {
        subject: title === '' ? null : title,
        body,
        send: async () => {
          const subscription = subscriptionOf(recipient.address);
          const keys = await connect();
          const request =
            subscription && (await encrypted({ subscription, keys, payload, values, topic: recipient.key }));
          if (!request) return UNUSABLE;
          return callProvider(context, {
            request,
            secrets: [keys.privateKey, subscription.endpoint, subscription.keys.auth],
            judge: judgeWebPush,
          });
        },
      };
    },
    async open() {
      checkKeys(await connect());
    },
    close: () => undefined,
  };
}

const UNUSABLE: Result = {
  state: 'failed',
  reason: 'refused',
  detail: 'The keys of the subscription are none.',
  address: 'gone',
};

/** What is left of 4,096 bytes by the header, the padding and the tag of the encryption. */
const LIMIT = { provider: 'Web Push', most: 3993, unit: 'bytes' } as const;

/** What the page's service worker gets. */
function composed(values: WebPushValues, { key, render }: Recipient) {
  const title = oneLine(written('subject', render('subject', values.subject)));
  const body = written('body', render('body', values.body));
  const link = linkOf(values, render);
  const payload = JSON.stringify({ title, body, tag: key, ...(link !== undefined && { link }) });
  return { title, body, payload: within(LIMIT, 'body', payload) };
}

interface Sealed {
  subscription: Subscription;
  keys: VapidKeys;
  payload: string;
  values: Pick<WebPushValues, 'webPushHours' | 'webPushUrgency'>;
  /** Of messages with the same topic, the service keeps the last. */
  topic: string;
}

/** The request to the push service; undefined for a subscription whose key is no point of its curve. */
async function encrypted({
  subscription,
  keys,
  payload,
  values,
  topic,
}: Sealed): Promise<HttpRequest | undefined> {
  const { default: webpush } = await import('web-push');
  try {
    const { headers, body } = webpush.generateRequestDetails(subscription, payload, {
      vapidDetails: { subject: keys.subject, publicKey: keys.publicKey, privateKey: keys.privateKey },
      TTL: values.webPushHours * 3600,
      urgency: values.webPushUrgency,
      topic,
    });
    return { method: 'POST', url: subscription.endpoint, headers: asTexts(headers), body };
  } catch {
    return undefined;
  }
}

const asTexts = (headers: object): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));

/** What an answer of a push service means: RFC 8030, 5 and 7.3. */
function judgeWebPush({ status, headers: { location } }: Answer): Judgement | undefined {
  if (status >= 200 && status < 300)
    return { state: 'sent', providerId: typeof location === 'string' ? location : null };
  return status === 404 || status === 410
    ? { state: 'failed', reason: 'refused', address: 'gone' }
    : undefined;
}
