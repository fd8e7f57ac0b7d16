import type { Parameters, StepContext, Values } from '../../steps/define';
import { text } from '../../steps/text';
import { basicCredentials } from '../account';
import { apiAddress, apiAddressFor } from '../api-address';
import type { Channel, Recipient } from '../channel';
import { formPost } from '../form';
import { defineChannel, type WritingValues } from '../kind';
import { callProvider } from '../provider';
import { smsSender } from '../sms/sender';
import { composeSms } from '../sms/text';
import { judgeTwilio } from './answer';
import { twilioCallbacks } from './callback';
import { accountUrl, keysOf, TWILIO, type TwilioAccount, twilioAccount } from './connection';

const parameters = { twilioAddress: apiAddressFor('twilio', TWILIO) } as const satisfies Parameters;

/** Sends SMS by Twilio. */
export const twilio = defineChannel({
  name: 'twilio',
  label: text('SMS (Twilio)', '短信（Twilio）'),
  form: 'sms',
  parameters,
  connections: [{ connection: twilioAccount }],
  callbacks: twilioCallbacks,
  open: openTwilio,
});

type TwilioValues = WritingValues & Values<typeof parameters>;

function openTwilio(context: StepContext): Channel<TwilioValues> {
  let connecting: Promise<TwilioAccount> | undefined;
  const connected = () => (connecting ??= context.connect(twilioAccount));
  return {
    name: 'twilio',
    concurrency: 10,
    addressKind: () => 'phone',
    // A message has no key of its own at Twilio.
    dedupes: () => false,
    compose(values, recipient) {
      const body = composeSms(values, recipient);
      const base = apiAddress('twilioAddress', values.twilioAddress, TWILIO);
      const form = {
        To: recipient.address,
        ...senderOf(values.smsFrom),
        Body: body,
        ...callbackFor(recipient),
      };
      return {
        subject: null,
        body,
        send: async () => {
          const account = await connected();
          const keys = keysOf(account);
          const basic = basicCredentials(...keys);
          const url = `${accountUrl(base, account)}/Messages.json`;
          return callProvider(context, {
            request: formPost(url, { authorization: `Basic ${basic}` }, form),
            secrets: [basic, keys[1], account.apiKeySid],
            judge: judgeTwilio,
          });
        },
      };
    },
    async open() {
      await connected();
    },
    close: () => undefined,
  };
}

/** Only by https: Twilio refuses a message whose callback is an address within a network. */
const callbackFor = ({ receiptUrl }: Recipient): { StatusCallback?: string } =>
  receiptUrl?.startsWith('https:') ? { StatusCallback: receiptUrl } : {};

const MESSAGING_SERVICE = /^MG[0-9a-f]{32}$/i;

const senderOf = (from: string): { MessagingServiceSid: string } | { From: string } =>
  MESSAGING_SERVICE.test(from.trim()) ? { MessagingServiceSid: from.trim() } : { From: smsSender(from) };
