import { StepError } from '../../errors';
import { defineConnection } from '../../steps/define';
import { text } from '../../steps/text';

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
  test({ name }) {
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return Promise.resolve();
    const advice = 'Use letters, digits and hyphens.';
    return Promise.reject(new StepError(`“${name}” is not a header name.`, { advice, parameter: 'name' }));
  },
});
