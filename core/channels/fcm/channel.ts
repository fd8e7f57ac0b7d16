import { StepError } from '../../errors';
import type { Parameters, StepContext, Values } from '../../steps/define';
import { text } from '../../steps/text';
import { apiAddress, apiAddressFor } from '../api-address';
import type { Channel, Recipient, Result } from '../channel';
import { defineChannel, type WritingValues } from '../kind';
import { within } from '../limits';
import { callProvider, withoutToken } from '../provider';
import { linkOf, linkParameters } from '../push/link';
import { oneLine, written } from '../written';
import { judgeFcm } from './answer';
import { type GoogleAccount, googleAccount } from './connection';
import { GOOGLE_TOKENS, signingKey, tokenKeeper } from './token';

const FCM = 'https://fcm.googleapis.com';

const parameters = {
  ...linkParameters,
  fcmProject: {
    type: 'text',
    label: text('Firebase Project', 'Firebase 项目'),
    help: text(
      'The project’s ID. Leave empty for the project that the service account belongs to.',
      '项目 ID。留空则使用服务账号所属的项目。',
    ),
    default: '',
    showWhen: { channel: ['fcm'] },
    advanced: true,
    constant: true,
  },
  fcmAddress: apiAddressFor('fcm', FCM),
  fcmTokenAddress: {
    ...apiAddressFor('fcm', GOOGLE_TOKENS),
    label: text('Token Address', '令牌地址'),
    help: text(
      'Where tokens are asked for, if not at Google’s usual address.',
      '获取令牌的地址（如非 Google 默认地址）。',
    ),
  },
} as const satisfies Parameters;

/** Sends to apps by Firebase Cloud Messaging. */
export const fcm = defineChannel({
  name: 'fcm',
  label: text('App Push (Firebase)', '应用推送（Firebase）'),
  form: 'note',
  medium: 'push',
  parameters,
  connections: [{ connection: googleAccount }],
  open: openFcm,
});

type FcmValues = WritingValues & Values<typeof parameters>;

interface Open {
  account: GoogleAccount;
  token: () => Promise<Result>;
}

function openFcm(context: StepContext): Channel<FcmValues> {
  let opening: Promise<Open> | undefined;
  const open = (values: FcmValues) => (opening ??= opened(context, values));
  return {
    name: 'fcm',
    concurrency: 10,
    addressKind: () => 'pushToken',
    // A repeat takes the place of the first on the phone, but may alert again.
    dedupes: () => false,
    compose(values, recipient) {
      const message = messageTo(recipient, values);
      const { title, body } = message.notification;
      return {
        subject: title ?? null,
        body,
        send: async () => {
          const { account, token } = await open(values);
          const granted = await token();
          if (granted.state !== 'sent') return withoutToken(granted);
          const bearer = granted.providerId ?? '';
          return callProvider(context, {
            request: {
              method: 'POST',
              url: sendUrl(values, account),
              headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
              body: JSON.stringify({ message }),
            },
            secrets: [bearer],
            judge: judgeFcm,
          });
        },
      };
    },
    async open(values) {
      sendUrl(values, (await open(values)).account);
    },
    close: () => undefined,
  };
}

async function opened(context: StepContext, { fcmTokenAddress }: FcmValues): Promise<Open> {
  const account = await context.connect(googleAccount);
  const address = apiAddress('fcmTokenAddress', fcmTokenAddress, GOOGLE_TOKENS);
  const { http, clock } = context;
  return { account, token: tokenKeeper(account, await signingKey(account), { http, clock, address }) };
}

function sendUrl({ fcmProject, fcmAddress }: FcmValues, { email }: GoogleAccount): string {
  const project = fcmProject.trim() || /@([\w-]+)\.iam\.gserviceaccount\.com$/.exec(email.trim())?.[1];
  if (project !== undefined) {
    const base = apiAddress('fcmAddress', fcmAddress, FCM);
    return `${base}/v1/projects/${encodeURIComponent(project)}/messages:send`;
  }
  throw new StepError('The Firebase project is not known: the service account does not name it.', {
    parameter: 'fcmProject',
    advice: 'Enter the project’s ID under “Firebase Project”.',
  });
}

const LIMIT = { provider: 'Firebase', most: 4096, unit: 'bytes' } as const;

/** One of the same key takes the place of another wherever phones and browsers can do that. */
function messageTo({ address, key, render }: Recipient, values: FcmValues) {
  const title = oneLine(render('subject', values.subject));
  const link = linkOf(values, render);
  const notification = {
    ...(title !== '' && { title }),
    body: written('body', render('body', values.body)),
  };
  const data = { messageKey: key, ...(link !== undefined && { link }) };
  within(LIMIT, 'body', JSON.stringify({ notification, data }));
  return {
    token: address,
    notification,
    data,
    android: { collapse_key: key, notification: { tag: key } },
    apns: { headers: { 'apns-collapse-id': key } },
    webpush: {
      notification: { tag: key },
      // Others than https are refused there.
      ...(link?.startsWith('https:') && { fcm_options: { link } }),
    },
  };
}
