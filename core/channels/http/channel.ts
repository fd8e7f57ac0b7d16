import type { StepContext, Values } from '../../steps/define';
import { text } from '../../steps/text';
import type { Channel, Recipient, Result } from '../channel';
import { defineChannel, type WritingValues } from '../kind';
import { callProvider } from '../provider';
import { hostIn } from '../sending-account';
import { segmentsOf } from '../sms/segments';
import { smsText } from '../sms/text';
import { webAddress } from '../web-address';
import { written } from '../written';
import { judgeGateway } from './answer';
import { bodyOf, bodyWith } from './body';
import { gatewayCallbacks } from './callback';
import { gatewayAuth, gatewayUser, gatewayValues } from './connection';
import { gatewayParameters } from './parameters';
import { checkPlace, type SignIn, signedIn, signInBy } from './sign-in';

/** Calls a provider's address with a templated request. */
export const gateway = defineChannel({
  name: 'http',
  label: text('HTTP Gateway (SMS, Push)', 'HTTP 网关（短信、推送）'),
  form: 'text',
  parameters: gatewayParameters,
  connections: [
    { connection: gatewayAuth, showWhen: { gatewayAuthentication: ['header'] } },
    { connection: gatewayUser, showWhen: { gatewayAuthentication: ['user'] } },
    { connection: gatewayValues, showWhen: { gatewayAuthentication: ['values'] } },
  ],
  callbacks: gatewayCallbacks,
  receiver: ({ gatewayUrl }) => hostIn(gatewayUrl),
  open: openGateway,
});

type GatewayValues = WritingValues & Values<typeof gatewayParameters>;

function openGateway(context: StepContext): Channel<GatewayValues> {
  const signIns = new Map<string, Promise<SignIn>>();
  const signInOf = ({ gatewayAuthentication }: GatewayValues): Promise<SignIn> => {
    const signIn = signIns.get(gatewayAuthentication) ?? signInBy(gatewayAuthentication, context);
    signIns.set(gatewayAuthentication, signIn);
    return signIn;
  };
  return {
    name: 'http',
    concurrency: 10,
    addressKind: ({ addressKind }) => addressKind,
    dedupes: ({ gatewayDedupes }) => gatewayDedupes,
    compose(values, recipient) {
      const { key } = recipient;
      const { said, url, body } = composed(values, recipient);
      return {
        subject: null,
        body: said,
        providerId: key,
        send: async () => {
          const signIn = await signInOf(values);
          const content = body && bodyWith(body, signIn.body);
          if (body && content === undefined) return NO_PLACE;
          const request = {
            method: values.gatewayMethod,
            url,
            ...(body && { headers: { 'content-type': body.type } }),
            ...(content !== undefined && { body: content }),
            repeatable: values.gatewayDedupes,
          };
          return callProvider(context, {
            request: signedIn(request, signIn),
            secrets: signIn.secrets,
            judge: (answer) => judgeGateway(answer, values.gatewayAccepted, key),
          });
        },
      };
    },
    async open(values) {
      checkPlace(await signInOf(values), values);
    },
    close: () => undefined,
  };
}

const NO_PLACE: Result = {
  state: 'failed',
  reason: 'refused',
  detail: '“Gateway Body” is no JSON object: the values of the connection have no place in it.',
};

/** What the request says, before it is signed in. */
function composed(values: GatewayValues, { address, key, receiptUrl = '', render }: Recipient) {
  const rendered = written('body', render('body', values.body));
  const said = values.addressKind === 'phone' ? smsText(rendered) : rendered;
  const extra = {
    address,
    text: said,
    messageKey: key,
    receiptUrl,
    coding: CODINGS[segmentsOf(said).encoding],
  };
  const url = webAddress('gatewayUrl', render('gatewayUrl', values.gatewayUrl, { escape: 'url', extra }));
  const body =
    values.gatewayMethod === 'POST'
      ? bodyOf(values, (parameter, template, escape = 'text') =>
          render(parameter, template, { escape, extra }),
        )
      : undefined;
  return { said, url, body };
}

/** As Kannel's `coding` and others after it name them. */
const CODINGS = { 'GSM-7': '0', 'UCS-2': '2' } as const;
