import { choice, type Parameters } from '../../steps/define';
import { text } from '../../steps/text';
import { apiAddressFor } from '../api-address';
import { GRAPH } from './connection';

const here = { channel: ['whatsapp'] } as const;
const templates = { ...here, whatsappKind: ['template'] } as const;

export const whatsappParameters = {
  whatsappPhoneId: {
    type: 'text',
    label: text('Phone Number ID', '电话号码 ID'),
    help: text('Of the number that sends: not the number itself.', '发送号码的 ID，而不是号码本身。'),
    default: '',
    placeholder: '106540352242922',
    showWhen: here,
  },
  whatsappKind: choice({
    label: text('Message', '消息'),
    help: text(
      'WhatsApp takes free text only within 24 hours of the person’s last message to you; otherwise a template that Meta has approved.',
      'WhatsApp 仅允许在对方最近一次来信后 24 小时内发送自由文本，否则须使用 Meta 审核通过的模板。',
    ),
    options: [
      { value: 'template', label: text('Template', '模板') },
      { value: 'text', label: text('Text', '文本') },
    ],
    default: 'template',
    showWhen: here,
  }),
  whatsappTemplate: {
    type: 'text',
    label: text('Template Name', '模板名称'),
    help: text(
      'As in WhatsApp Manager. Write under Text what the template says: the preview and rehearsals show it.',
      'WhatsApp 管理工具中的名称。请在“正文”中填写模板的内容，供预览和演练显示。',
    ),
    default: '',
    placeholder: 'welcome_coupon',
    showWhen: templates,
  },
  whatsappLanguage: {
    type: 'text',
    label: text('Template Language', '模板语言'),
    help: text('The code under which the template was approved.', '模板审核时的语言代码。'),
    default: 'en',
    placeholder: 'en_US',
    showWhen: templates,
  },
  whatsappVariables: choice({
    label: text('Template Variables', '模板变量形式'),
    help: text(
      'How the template writes its variables: as it was made in WhatsApp Manager.',
      '模板中变量的写法，与在 WhatsApp 管理工具中创建时一致。',
    ),
    options: [
      { value: 'numbered', label: text('Numbers: {{1}}, {{2}}', '数字：{{1}}、{{2}}') },
      { value: 'named', label: text('Names: {{first_name}}', '名称：{{first_name}}') },
    ],
    default: 'numbered',
    showWhen: templates,
  }),
  whatsappValues: {
    type: 'template',
    label: text('Template Values', '模板变量'),
    help: text(
      'What the template’s variables become: Liquid, one line for each, in their order. With names, each line is “name: value”.',
      '模板变量的内容（Liquid 模板），每行一个，按顺序填写。变量为名称时，每行写作“名称: 内容”。',
    ),
    default: '',
    placeholder: '{{ contact.firstName | default: "there" }}',
    rows: 3,
    showWhen: templates,
  },
  whatsappButton: {
    type: 'template',
    label: text('Button Link Ending', '按钮链接结尾'),
    help: text(
      'What the variable in the link of the template’s first button becomes. Leave empty where it has none.',
      '模板第一个按钮链接中变量的内容。没有变量时留空。',
    ),
    default: '',
    showWhen: templates,
    advanced: true,
  },
  whatsappAddress: apiAddressFor('whatsapp', GRAPH),
} as const satisfies Parameters;
