import { choice, type Parameters } from '../../steps/define';
import { text } from '../../steps/text';

const here = { channel: ['http'] } as const;
const posted = { ...here, gatewayMethod: ['POST'] } as const;

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
      {
        value: 'header',
        label: text('Header', '请求头'),
        help: text('A key in a header.', '在请求头中携带密钥。'),
      },
      {
        value: 'user',
        label: text('User and Password', '用户名和密码'),
        help: text('By HTTP Basic.', '使用 HTTP Basic 认证。'),
      },
      {
        value: 'values',
        label: text('Values', '附加参数'),
        help: text(
          'Behind the address, in headers or in the body, as the gateway names them.',
          '按网关要求的名称放在地址后、请求头或请求体中。',
        ),
      },
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
      'The address to call; knows {{ address }}, {{ text }}, {{ messageKey }}, {{ receiptUrl }} (where receipts come back to, empty until Message Events listens) and {{ coding }} (0, or 2 for a text that needs UCS-2), and encodes them. Put keys in the connection, not here.',
      '调用的地址，可用 {{ address }}、{{ text }}、{{ messageKey }}、{{ receiptUrl }}（回执地址，“消息事件”未接收时为空）和 {{ coding }}（0；正文需要 UCS-2 时为 2），会自动编码。密钥请放在连接中。',
    ),
    default: '',
    placeholder: 'https://sms.example.com/send',
    showWhen: here,
  },
  gatewayFormat: choice({
    label: text('Body Format', '请求体格式'),
    help: text('What the gateway takes.', '网关接受的格式。'),
    options: [
      { value: 'json', label: text('JSON', 'JSON') },
      { value: 'form', label: text('Form', '表单') },
      { value: 'text', label: text('Plain Text', '纯文本') },
    ],
    default: 'json',
    showWhen: posted,
  }),
  gatewayBody: {
    type: 'template',
    label: text('Gateway Body', '网关请求体'),
    help: text(
      'JSON to post; knows what the address knows. The messageKey stays the same when a request is repeated. Use the json filter to quote.',
      '要提交的 JSON，可用变量与地址相同，messageKey 在重复请求时不变。用 json 过滤器加引号。',
    ),
    default: '{"to": {{ address | json }}, "text": {{ text | json }}, "id": {{ messageKey | json }}}',
    rows: 3,
    showWhen: { ...posted, gatewayFormat: ['json'] },
  },
  gatewayForm: {
    type: 'template',
    label: text('Gateway Form', '网关表单'),
    help: text(
      'The fields to post, as they stand behind an address; knows what the address knows, and encodes it. A line may end anywhere between fields.',
      '要提交的字段，写法同地址中的查询参数，可用变量与地址相同，会自动编码。字段之间可换行。',
    ),
    default: 'to={{ address }}&text={{ text }}&id={{ messageKey }}',
    rows: 3,
    showWhen: { ...posted, gatewayFormat: ['form'] },
  },
  gatewayPlain: {
    type: 'template',
    label: text('Gateway Text', '网关纯文本'),
    help: text(
      'What to post as it is, in UTF-8; knows what the address knows.',
      '原样提交的内容（UTF-8），可用变量与地址相同。',
    ),
    default: '{{ text }}',
    rows: 3,
    showWhen: { ...posted, gatewayFormat: ['text'] },
  },
  gatewayAccepted: {
    type: 'text',
    label: text('Words of Acceptance', '成功标识'),
    help: text(
      'What stands in the answer when the gateway has taken the message, for gateways that refuse with a 200, too. Leave empty where every 2xx means yes.',
      '网关接受消息时应答中包含的文字，用于失败时也返回 200 的网关。如 2xx 即表示成功，请留空。',
    ),
    default: '',
    placeholder: '"success":true',
    showWhen: here,
    advanced: true,
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
