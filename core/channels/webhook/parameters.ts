import type { Parameters } from '../../steps/define';
import { text } from '../../steps/text';

const here = { channel: ['webhook'] } as const;

export const webhookParameters = {
  webhookUrl: {
    type: 'text',
    label: text('Webhook URL', 'Webhook 地址'),
    help: text(
      'The address in your own system that takes the message. Requests are signed in the Standard Webhooks format.',
      '您自己系统中接收消息的地址。请求按 Standard Webhooks 格式签名。',
    ),
    default: '',
    placeholder: 'https://app.example.com/messages',
    showWhen: here,
  },
  webhookData: {
    type: 'template',
    label: text('Webhook Data', 'Webhook 数据'),
    help: text(
      'JSON that goes along as data; knows {{ title }}, {{ text }} and {{ messageKey }} beside what the text knows. Use the json filter to quote.',
      '作为 data 发送的 JSON，除正文可用的变量外还可用 {{ title }}、{{ text }} 和 {{ messageKey }}。用 json 过滤器加引号。',
    ),
    default:
      '{"email": {{ contact.email | default: "" | json }}, "phone": {{ contact.phone | default: "" | json }}, "title": {{ title | json }}, "text": {{ text | json }}}',
    rows: 3,
    showWhen: here,
  },
  webhookType: {
    type: 'text',
    label: text('Webhook Type', 'Webhook 类型'),
    help: text('The type by which the receiver tells messages apart.', '接收方用来区分消息的类型。'),
    default: 'journey.message',
    showWhen: here,
    advanced: true,
  },
  webhookDedupes: {
    type: 'flag',
    label: text('Receiver Ignores Repeats', '接收方自动去重'),
    help: text(
      'Whether the receiver drops a second request with the same webhook-id, as the format asks of it, so that a request of unknown fate may be repeated.',
      '接收方是否按该格式的要求丢弃 webhook-id 相同的重复请求，从而允许重试结果未知的请求。',
    ),
    default: false,
    showWhen: here,
    advanced: true,
  },
} as const satisfies Parameters;
