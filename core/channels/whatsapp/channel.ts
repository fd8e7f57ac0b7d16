import type { StepContext } from '../../steps/define';
import { text } from '../../steps/text';
import { apiAddress } from '../api-address';
import type { Channel } from '../channel';
import { defineChannel } from '../kind';
import { callProvider } from '../provider';
import { judgeWhatsapp } from './answer';
import { whatsappCallbacks } from './callback';
import { bearer, GRAPH, graphId, type WhatsappAccount, whatsappAccount } from './connection';
import { messageTo, type WhatsappValues } from './message';
import { whatsappParameters } from './parameters';

/** Sends by the WhatsApp Cloud API. */
export const whatsapp = defineChannel({
  name: 'whatsapp',
  label: text('WhatsApp', 'WhatsApp'),
  form: 'text',
  parameters: whatsappParameters,
  connections: [{ connection: whatsappAccount }],
  callbacks: whatsappCallbacks,
  open: openWhatsapp,
});

function openWhatsapp(context: StepContext): Channel<WhatsappValues> {
  let connecting: Promise<WhatsappAccount> | undefined;
  const connect = () => (connecting ??= context.connect(whatsappAccount));
  return {
    name: 'whatsapp',
    concurrency: 10,
    addressKind: () => 'whatsapp',
    // A message's key is told back, but does not keep a repeat away.
    dedupes: () => false,
    compose(values, recipient) {
      const { body, message } = messageTo(recipient, values);
      const base = apiAddress('whatsappAddress', values.whatsappAddress, GRAPH);
      const url = `${base}/${graphId('whatsappPhoneId', values.whatsappPhoneId)}/messages`;
      return {
        subject: null,
        body,
        send: async () => {
          const account = await connect();
          return callProvider(context, {
            request: {
              method: 'POST',
              url,
              headers: { ...bearer(account), 'content-type': 'application/json' },
              body: JSON.stringify(message),
            },
            secrets: [account.accessToken.trim()],
            judge: judgeWhatsapp,
          });
        },
      };
    },
    async open() {
      await connect();
    },
    close: () => undefined,
  };
}
