import { choice } from './define';
import { text } from './text';

/** What the text of a message is written in. */
export const formatParameter = choice({
  label: text('Text Is', '正文格式'),
  help: text('What the text is written in.', '正文所用的格式。'),
  options: [
    { value: 'plain', label: text('Plain Text', '纯文本') },
    {
      value: 'html',
      label: text('HTML', 'HTML'),
      help: text(
        'Values are escaped. A plain text for mail programs without HTML is made from it.',
        '变量会被转义，并自动生成纯文本版本。',
      ),
    },
    {
      value: 'mjml',
      label: text('MJML', 'MJML'),
      help: text(
        'Mails that look well on phones and in Outlook. A plain text is made from it, too.',
        '在手机和 Outlook 中均能良好显示，同样自动生成纯文本版本。',
      ),
    },
  ],
  default: 'plain',
});
