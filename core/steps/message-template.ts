import { keepTemplates } from '../messages';
import { choice, defineStep } from './define';
import { formatParameter } from './message-format';
import { text } from './text';

const saving = { operation: ['save'] } as const;
const showing = { operation: ['show'] } as const;

export const messageTemplate = defineStep({
  name: 'message-template',
  title: text('Message Template', '消息模板'),
  summary: text(
    'Keeps texts for Send via Channel, in many languages and with every version',
    '为“渠道发送”保存多语言文本，并保留每个版本',
  ),
  details: text(
    'A template has one text for each language. Send via Channel picks it by name and writes to each person in their own language, in that language without its region (`de` for `de-AT`), else in the fallback: the language that was saved first, or last with **Fallback**. Each save that changes something is a new version, and every version is kept; **Show** finds it again, and saving an old text makes it the newest. What does not parse is not saved. Whoever changes a template changes the next messages, not those under way.',
    '模板的每种语言各有一份文本。“渠道发送”按名称选用，并以对方的语言发送；没有时使用不含地区的语言（`de-AT` 用 `de`），再没有则使用后备语言：最先保存的语言，或最近勾选**后备**保存的语言。每次有变化的保存都会产生新版本，所有版本都会保留；用**查看**可找回旧版本，再次保存即成为最新版本。无法解析的文本不会保存。修改模板影响之后的消息，不影响正在发送的消息。',
  ),
  kind: 'step',
  color: '#E7A5B4',
  outputs: {
    fixed: [
      { name: 'done', label: text('Done', '完成') },
      {
        name: 'not_found',
        label: text('Not Found', '未找到'),
        showWhen: { operation: ['show', 'remove'] },
      },
    ],
  },
  parameters: {
    operation: choice({
      label: text('Operation', '操作'),
      help: text('What to do with templates.', '对模板执行的操作。'),
      options: [
        { value: 'save', label: text('Save', '保存') },
        { value: 'show', label: text('Show', '查看') },
        {
          value: 'list',
          label: text('List', '列出'),
          help: text('One item a template.', '每个模板一条数据。'),
        },
        { value: 'remove', label: text('Remove', '移除') },
      ],
      default: 'save',
      constant: true,
    }),
    templateName: {
      type: 'text',
      label: text('Name', '名称'),
      help: text('By which Send via Channel finds it.', '“渠道发送”按此名称查找。'),
      default: '',
      placeholder: 'welcome',
      required: true,
      showWhen: { operation: ['save', 'show', 'remove'] },
    },
    templateLanguage: {
      type: 'text',
      label: text('Language', '语言'),
      help: text(
        'The language of the text, like en, de-AT or zh-CN. To show or remove, leave empty for the fallback, or for all.',
        '文本的语言，如 en、de-AT 或 zh-CN。查看时留空表示后备语言，移除时留空表示全部。',
      ),
      default: '',
      placeholder: 'en',
      showWhen: { operation: ['save', 'show', 'remove'] },
    },
    version: {
      type: 'number',
      label: text('Version', '版本'),
      help: text('0 for the newest.', '0 表示最新版本。'),
      default: 0,
      minimum: 0,
      maximum: 1_000_000_000,
      showWhen: showing,
    },
    format: { ...formatParameter, showWhen: saving },
    subject: {
      type: 'template',
      label: text('Subject', '主题'),
      help: text('Of mails and push messages, in Liquid.', '邮件和推送消息的主题，Liquid 模板。'),
      default: '',
      showWhen: saving,
    },
    body: {
      type: 'template',
      label: text('Text', '正文'),
      help: text('In Liquid, as in Send via Channel.', 'Liquid 模板，与“渠道发送”相同。'),
      default: '',
      rows: 6,
      showWhen: saving,
    },
    fallback: {
      type: 'flag',
      label: text('Fallback', '后备'),
      help: text(
        'Whether people get this language whose own the template does not have.',
        '没有对方语言的文本时，是否使用此语言。',
      ),
      default: false,
      showWhen: saving,
    },
  },
  run: (items, context) => keepTemplates(items, context),
});
