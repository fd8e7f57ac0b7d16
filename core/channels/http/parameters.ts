import { choice, type Parameters } from '../../steps/define';
import { text } from '../../steps/text';

const here = { channel: ['http'] } as const;

export const gatewayParameters = {
  addressKind: choice({
    label: text('Send To', '发送到'),
    help: text('Which of the person’s addresses the gateway gets.', '网关使用对方的哪种地址。'),
    options: [
      { value: 'phone', label: text('Phone Number', '手机号') },
      { value: 'email', label: text('E-Mail Address', '电子邮箱') },
    ],
    default: 'phone',
    showWhen: here,
  }),
  gatewayAuthentication: choice({
    label: text('Authentication', '认证'),
    help: text('How the gateway knows you.', '网关如何识别您。'),
    options: [
      { value: 'none', label: text('None', '无') },
      { value: 'header', label: text('Header', '请求头') },
    ],
    default: 'none',
    showWhen: here,
  }),
  gatewayMethod: choice({
    label: text('Method', '方法'),
    help: text('How the gateway is called.', '调用网关的方法。'),
    options: [
      { value: 'POST', label: text('POST', 'POST') },
      { value: 'GET', label: text('GET', 'GET') },
    ],
    default: 'POST',
    showWhen: here,
  }),
  gatewayUrl: {
    type: 'template',
    label: text('Gateway URL', '网关地址'),
    help: text(
      'The address to call; knows {{ address }}, {{ text }} and {{ messageKey }}, and encodes them. Put keys in the header connection, not here.',
      '调用的地址，可用 {{ address }}、{{ text }} 和 {{ messageKey }}，会自动编码。密钥请放在请求头连接中。',
    ),
    default: '',
    placeholder: 'https://sms.example.com/send',
    showWhen: here,
  },
  gatewayBody: {
    type: 'template',
    label: text('Gateway Body', '网关请求体'),
    help: text(
      'JSON to post; knows {{ address }}, {{ text }} and {{ messageKey }}, which stays the same when a request is repeated. Use the json filter to quote.',
      '要提交的 JSON，可用 {{ address }}、{{ text }} 和 {{ messageKey }}（重复请求时不变）。用 json 过滤器加引号。',
    ),
    default: '{"to": {{ address | json }}, "text": {{ text | json }}, "id": {{ messageKey | json }}}',
    rows: 3,
    showWhen: { ...here, gatewayMethod: ['POST'] },
  },
  gatewayDedupes: {
    type: 'flag',
    label: text('Gateway Ignores Repeats', '网关自动去重'),
    help: text(
      'Whether the gateway drops a second request with the same message key, so that a request of unknown fate may be repeated.',
      '网关是否会丢弃相同 messageKey 的重复请求，从而允许重试结果未知的请求。',
    ),
    default: false,
    showWhen: here,
    advanced: true,
  },
} as const satisfies Parameters;
