import { defineConnection, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { refusal } from './answer';
import { openSession } from './session';

/** An account at a message centre. */
export const smppAccount = defineConnection({
  name: 'smpp',
  title: text('Shop Journeys SMPP', 'SMPP'),
  n8n: { type: 'shopJourneysSmppApi', own: true },
  fields: {
    host: {
      type: 'text',
      label: text('Host', '主机'),
      help: text('Of your provider’s message centre (SMSC).', '短信服务商短信中心（SMSC）的主机。'),
      default: '',
      placeholder: 'smpp.example.com',
      required: true,
    },
    port: {
      type: 'number',
      label: text('Port', '端口'),
      help: text('Usually 2775 without TLS.', '不使用 TLS 时通常为 2775。'),
      default: 2775,
      minimum: 1,
      maximum: 65535,
    },
    secure: {
      type: 'flag',
      label: text('TLS', 'TLS'),
      help: text(
        'Whether the connection is encrypted. Without it, anybody on the way can read password and texts.',
        '是否加密连接。不加密时，途中任何人都能读取密码和正文。',
      ),
      default: false,
    },
    systemId: {
      type: 'text',
      label: text('System ID', 'System ID'),
      help: text('The account’s name.', '账户名。'),
      default: '',
      required: true,
    },
    password: {
      type: 'text',
      label: text('Password', '密码'),
      help: text('Most message centres take 8 characters at most.', '多数短信中心最多支持 8 个字符。'),
      default: '',
      required: true,
      secret: true,
    },
    systemType: {
      type: 'text',
      label: text('System Type', 'System Type'),
      help: text('Leave empty unless your provider tells you one.', '除非服务商要求，否则留空。'),
      default: '',
      advanced: true,
    },
  },
  async test(account) {
    try {
      (await openSession(account)).close();
    } catch (error) {
      throw refusal(error);
    }
  },
});

export type SmppAccount = Values<typeof smppAccount.fields>;
