import { formsWith } from '../channels';
import type { Parameters } from './define';
import { text } from './text';

const mails = { channel: formsWith('mail') };

/** What of a mail is told back, once Message Events is published. */
export const trackingParameters = {
  trackOpens: {
    type: 'flag',
    label: text('Track Opens', '跟踪打开'),
    help: text(
      'A mail in HTML carries a picture that tells when it is opened, once Message Events is published.',
      '发布“消息事件”后，HTML 邮件会带有一张图片，用于得知邮件被打开。',
    ),
    default: true,
    advanced: true,
    showWhen: mails,
  },
  trackClicks: {
    type: 'flag',
    label: text('Track Clicks', '跟踪点击'),
    help: text(
      'Links of a mail in HTML lead by way of Message Events, once it is published. In other texts, {{ url | short_link }} does.',
      '发布“消息事件”后，HTML 邮件中的链接会经由它跳转。其他正文中可使用 {{ url | short_link }}。',
    ),
    default: true,
    advanced: true,
    showWhen: mails,
  },
} as const satisfies Parameters;
