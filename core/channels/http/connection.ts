import { StepError } from '../../errors';
import { defineConnection } from '../../steps/define';
import { text } from '../../steps/text';
import { customAuth } from './custom-auth';
import { checkHeaderName } from './header-name';

/** A header that signs requests to a gateway; field names are those of n8n's `httpHeaderAuth`. */
export const gatewayAuth = defineConnection({
  name: 'gateway-auth',
  title: text('Gateway Header', '网关请求头'),
  n8n: { type: 'httpHeaderAuth', own: false },
  fields: {
    name: {
      type: 'text',
      label: text('Header Name', '请求头名称'),
      help: text('The header in which the gateway expects its key.', '网关接收密钥的请求头。'),
      default: 'Authorization',
      required: true,
    },
    value: {
      type: 'text',
      label: text('Header Value', '请求头的值'),
      help: text('The key, with its scheme where one is asked for.', '密钥；如需要请包含前缀。'),
      default: '',
      placeholder: 'Bearer …',
      required: true,
      secret: true,
    },
  },
  async test({ name }) {
    checkHeaderName(name);
  },
});

/** A user and a password for HTTP Basic; field names are those of n8n's `httpBasicAuth`. */
export const gatewayUser = defineConnection({
  name: 'gateway-user',
  title: text('Gateway User', '网关用户'),
  n8n: { type: 'httpBasicAuth', own: false },
  fields: {
    user: {
      type: 'text',
      label: text('User', '用户名'),
      help: text('As the gateway knows you; without a colon.', '网关账户的用户名，不含冒号。'),
      default: '',
      required: true,
    },
    password: {
      type: 'text',
      label: text('Password', '密码'),
      help: text(
        'Leave empty where the gateway takes its key as the user.',
        '如网关以密钥作为用户名，请留空。',
      ),
      default: '',
      secret: true,
    },
  },
  test({ user }) {
    if (!user.includes(':')) return Promise.resolve();
    // Where the user ends and the password begins: RFC 7617.
    const advice = 'HTTP Basic knows none with a colon. Ask the gateway for another way to sign in.';
    return Promise.reject(new StepError('The user has a colon in it.', { advice, parameter: 'user' }));
  },
});

/** Values that go along with each request; the field's name is that of n8n's `httpCustomAuth`. */
export const gatewayValues = defineConnection({
  name: 'gateway-values',
  title: text('Gateway Values', '网关附加参数'),
  n8n: { type: 'httpCustomAuth', own: false },
  fields: {
    json: {
      type: 'text',
      label: text('JSON', 'JSON'),
      help: text(
        'What goes along with each request: "qs" behind the address, "headers", and "body" in the form or JSON that is posted.',
        '随每个请求发送的内容："qs" 附在地址后，"headers" 为请求头，"body" 加入所提交的表单或 JSON。',
      ),
      default: '',
      placeholder: '{"qs": {"username": "shop", "password": "…"}}',
      required: true,
      secret: true,
    },
  },
  async test({ json }) {
    customAuth(json);
  },
});
