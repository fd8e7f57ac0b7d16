import { StepError, messageOf } from '../../errors';
import { defineConnection, type Parameters, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { openMailbox } from './mailbox';
import { openMailer } from './mailer';

const secure = {
  type: 'flag',
  label: text('SSL/TLS', 'SSL/TLS'),
  help: text('Whether the connection is encrypted from its start.', '是否从一开始就加密连接。'),
  default: true,
} as const satisfies Parameters[string];

/** An SMTP account; field names are those of n8n's own `smtp` credential. */
export const smtp = defineConnection({
  name: 'smtp',
  title: text('SMTP Account', 'SMTP 账户'),
  n8n: { type: 'smtp', own: false },
  fields: {
    host: {
      type: 'text',
      label: text('Host', '主机'),
      help: text('The mail server that takes your mail.', '负责发信的邮件服务器。'),
      default: '',
      placeholder: 'smtp.example.com',
      required: true,
    },
    port: {
      type: 'number',
      label: text('Port', '端口'),
      help: text('Usually 465 with SSL/TLS and 587 without.', '使用 SSL/TLS 时通常为 465，否则为 587。'),
      default: 465,
      minimum: 1,
      maximum: 65535,
    },
    secure,
    disableStartTls: {
      type: 'flag',
      label: text('Disable STARTTLS', '禁用 STARTTLS'),
      help: text(
        'Whether to stay unencrypted where the server offers encryption.',
        '服务器支持加密时是否仍不加密。',
      ),
      default: false,
      showWhen: { secure: [false] },
    },
    user: {
      type: 'text',
      label: text('User', '用户'),
      help: text('Leave empty where the server asks for none.', '服务器不需要时留空。'),
      default: '',
    },
    password: {
      type: 'text',
      label: text('Password', '密码'),
      help: text('Leave empty where the server asks for none.', '服务器不需要时留空。'),
      default: '',
      secret: true,
    },
    hostName: {
      type: 'text',
      label: text('Client Host Name', '客户端主机名'),
      help: text('The name by which this host greets the server.', '本机向服务器问候时使用的名称。'),
      default: '',
      advanced: true,
    },
  },
  async test(values) {
    const mailer = await openMailer(values);
    try {
      await mailer.verify();
    } catch (error) {
      throw new StepError(`The mail server did not accept the account: ${messageOf(error)}`, {
        advice: 'Check host, port, encryption, user and password.',
      });
    } finally {
      mailer.close();
    }
  },
});

/** A mailbox that is read by IMAP; field names are those of n8n's own `imap` credential, which knows no folder. */
export const imapAccount = defineConnection({
  name: 'imap',
  title: text('IMAP Account', 'IMAP 账户'),
  n8n: { type: 'imap', own: false },
  fields: {
    user: {
      type: 'text',
      label: text('User', '用户'),
      help: text('Often the whole address.', '通常为完整的邮箱地址。'),
      default: '',
      required: true,
    },
    password: {
      type: 'text',
      label: text('Password', '密码'),
      help: text(
        'Some providers ask for an app password, or an authorization code, in its place.',
        '部分服务商要求使用应用专用密码或授权码。',
      ),
      default: '',
      required: true,
      secret: true,
    },
    host: {
      type: 'text',
      label: text('Host', '主机'),
      help: text(
        'The mail server on which the mailbox is that bounces and replies come to.',
        '接收退信和回复的邮箱所在的邮件服务器。',
      ),
      default: '',
      placeholder: 'imap.example.com',
      required: true,
    },
    port: {
      type: 'number',
      label: text('Port', '端口'),
      help: text('Usually 993 with SSL/TLS and 143 without.', '使用 SSL/TLS 时通常为 993，否则为 143。'),
      default: 993,
      minimum: 1,
      maximum: 65535,
    },
    secure,
    allowUnauthorizedCerts: {
      type: 'flag',
      label: text('Allow Self-Signed Certificates', '允许自签名证书'),
      help: text(
        'Whether to connect even where nothing proves that the server is yours.',
        '无法证明服务器身份时是否仍连接。',
      ),
      default: false,
    },
    folder: {
      type: 'text',
      label: text('Folder', '文件夹'),
      help: text('Where bounces and replies are kept.', '存放退信和回复的文件夹。'),
      default: 'INBOX',
      required: true,
      hosts: ['node-red'],
      advanced: true,
    },
  },
  async test(account) {
    await (await openMailbox(account)).close();
  },
});

export type ImapAccount = Values<typeof imapAccount.fields>;
