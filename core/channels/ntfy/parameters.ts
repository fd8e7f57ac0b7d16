import { choice, type Parameters } from '../../steps/define';
import { text } from '../../steps/text';
import { linkParameters } from '../push/link';

const here = { channel: ['ntfy'] } as const;

export const ntfyParameters = {
  ntfyTopic: {
    type: 'text',
    label: text('Topic', '主题频道'),
    help: text(
      'The topic to publish to. Leave empty for the person’s own: the field ntfyTopic of the profile.',
      '要发布到的 topic。留空则使用对方资料中的 ntfyTopic 字段。',
    ),
    default: '',
    showWhen: here,
  },
  ntfyPriority: choice({
    label: text('Priority', '优先级'),
    help: text('How loudly phones show it.', '手机提醒的强度。'),
    options: [
      { value: '1', label: text('Lowest', '最低') },
      { value: '2', label: text('Low', '低') },
      { value: '3', label: text('Normal', '普通') },
      { value: '4', label: text('High', '高') },
      { value: '5', label: text('Highest', '最高') },
    ],
    default: '3',
    showWhen: here,
  }),
  ntfyTags: {
    type: 'text',
    label: text('Tags', '标签'),
    help: text(
      'Tags shown with the message, separated by commas; names of emojis become emojis.',
      '随消息显示的标签，以逗号分隔；表情符号名称会显示为表情。',
    ),
    default: '',
    placeholder: 'tada, shopping',
    showWhen: here,
    advanced: true,
  },
  ...linkParameters,
} as const satisfies Parameters;
