import type { HttpRequest } from '../../ports';
import type { StepContext, Values } from '../../steps/define';
import { text } from '../../steps/text';
import type { Channel } from '../channel';
import { checkedJson } from '../json';
import { defineChannel, type WritingValues } from '../kind';
import { callProvider, type Judgement } from '../provider';
import { hostIn } from '../sending-account';
import { webAddress } from '../web-address';
import { written } from '../written';
import { gatewayCallbacks } from './callback';
import { gatewayAuth } from './connection';
import { gatewayParameters } from './parameters';

/** Calls a provider's address with a templated request. */
export const gateway = defineChannel({
  name: 'http',
  label: text('HTTP Gateway (SMS, Push)', 'HTTP 网关（短信、推送）'),
  form: 'text',
  parameters: gatewayParameters,
  connections: [{ connection: gatewayAuth, showWhen: { gatewayAuthentication: ['header'] } }],
  callbacks: gatewayCallbacks,
  receiver: ({ gatewayUrl }) => hostIn(gatewayUrl),
  open: openGateway,
});

type GatewayValues = WritingValues & Values<typeof gatewayParameters>;

function openGateway(context: StepContext): Channel<GatewayValues> {
  let connecting: Promise<Values<typeof gatewayAuth.fields>> | undefined;
  const authentication = async (values: GatewayValues) =>
    values.gatewayAuthentication === 'header' ? (connecting ??= context.connect(gatewayAuth)) : undefined;
  return {
    name: 'http',
    concurrency: 10,
    addressKind: ({ addressKind }) => addressKind,
    dedupes: ({ gatewayDedupes }) => gatewayDedupes,
    compose(values, { address, key, render }) {
      const body = written('body', render('body', values.body));
      const extra = { address, text: body, messageKey: key };
      const request = {
        method: values.gatewayMethod,
        url: webAddress('gatewayUrl', render('gatewayUrl', values.gatewayUrl, { escape: 'url', extra })),
        ...(values.gatewayMethod === 'POST' && {
          headers: { 'content-type': 'application/json' },
          body: checkedJson('gatewayBody', render('gatewayBody', values.gatewayBody, { extra })),
        }),
        repeatable: values.gatewayDedupes,
      };
      return {
        subject: null,
        body,
        send: async () => {
          const header = await authentication(values);
          return callProvider(context, {
            request: withHeader(request, header),
            secrets: secretsOf(header),
            judge: ({ status }) => judgeGateway(status, key),
          });
        },
      };
    },
    async open(values) {
      await authentication(values);
    },
    close: () => undefined,
  };
}

/** Gateways differ in how they name a message: it is known by the key that it was sent with. */
const judgeGateway = (status: number, key: string): Judgement | undefined =>
  status >= 200 && status < 300 ? { state: 'sent', providerId: key } : undefined;

function withHeader(request: HttpRequest, header: { name: string; value: string } | undefined): HttpRequest {
  return header ? { ...request, headers: { ...request.headers, [header.name]: header.value } } : request;
}

/** The key, with its scheme and without. */
function secretsOf(header: { value: string } | undefined): string[] {
  const value = header?.value ?? '';
  return [value, value.split(' ')[1] ?? ''];
}
