import { StepError } from '../../errors';
import type { Parameters, StepContext, Values } from '../../steps/define';
import { text } from '../../steps/text';
import type { Channel } from '../channel';
import { defineChannel, type WritingValues } from '../kind';
import { within } from '../limits';
import { namedValues, namedValuesFor } from '../named-values';
import { callProvider } from '../provider';
import { composeSms } from '../sms/text';
import { judgeAlibaba } from './answer';
import { alibabaCallbacks } from './callback';
import { addressOf, type AlibabaKey, alibabaKey, operation, secretsOf } from './connection';

const here = { channel: ['alibaba'] } as const;

const parameters = {
  alibabaTemplate: {
    type: 'text',
    label: text('Template Code', '模板 CODE'),
    help: text(
      'Of a template that was approved. Write under Text what it says: preview, length and rehearsals go by it.',
      '已审核通过的模板。请在“正文”中填写模板的内容，预览、长度和演练以此为准。',
    ),
    default: '',
    placeholder: 'SMS_154950909',
    showWhen: here,
  },
  alibabaValues: {
    ...namedValuesFor('alibaba'),
    help: text(
      'What the template’s ${…} become: Liquid, one line for each.',
      '模板中 ${…} 变量的内容（Liquid 模板），每行一个。',
    ),
    placeholder: 'code: {{ coupon.code }}',
  },
} as const satisfies Parameters;

/** Sends SMS by Alibaba Cloud. */
export const alibaba = defineChannel({
  name: 'alibaba',
  label: text('SMS (Alibaba Cloud)', '短信（阿里云）'),
  form: 'sms',
  parameters,
  connections: [{ connection: alibabaKey }],
  callbacks: alibabaCallbacks,
  open: openAlibaba,
});

type AlibabaValues = WritingValues & Values<typeof parameters>;

const LIMIT = { provider: 'Alibaba Cloud', most: 500, unit: 'letters' } as const;

function openAlibaba(context: StepContext): Channel<AlibabaValues> {
  let connecting: Promise<AlibabaKey> | undefined;
  const connect = () => (connecting ??= context.connect(alibabaKey));
  return {
    name: 'alibaba',
    concurrency: 10,
    addressKind: () => 'phone',
    // What is told as OutId comes back, but does not keep a repeat away.
    dedupes: () => false,
    compose(values, recipient) {
      const SignName = signatureOf(values);
      const body = within(LIMIT, 'body', composeSms(values, recipient, `【${SignName}】`));
      const given = {
        PhoneNumbers: recipient.address.replace('+', ''),
        SignName,
        TemplateCode: templateOf(values),
        TemplateParam: JSON.stringify(namedValues('alibabaValues', values.alibabaValues, recipient.render)),
        OutId: recipient.key,
      };
      return {
        subject: null,
        body,
        send: async () => {
          const key = await connect();
          return callProvider(context, {
            request: operation(key, 'SendSms', given, context.clock),
            secrets: secretsOf(key),
            judge: judgeAlibaba,
          });
        },
      };
    },
    async open() {
      addressOf(await connect());
    },
    close: () => undefined,
  };
}

/** The signature without the brackets in which people read it. */
function signatureOf({ smsFrom }: WritingValues): string {
  const signature = smsFrom.trim().replace(/^【(.*)】$/, '$1');
  if (signature !== '') return signature;
  throw new StepError('An SMS needs a signature.', {
    parameter: 'smsFrom',
    advice: 'Write the signature that Alibaba Cloud has approved.',
  });
}

function templateOf({ alibabaTemplate }: AlibabaValues): string {
  const code = alibabaTemplate.trim();
  if (/^SMS_\d{1,20}$/.test(code)) return code;
  throw new StepError(`“${code}” is no code of a template.`, {
    parameter: 'alibabaTemplate',
    advice: 'Copy it from the list of templates in the SMS console: SMS_ and digits.',
  });
}
