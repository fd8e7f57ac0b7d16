import { strengthOf } from '../coupons';
import type { Parameters, Question, ShowWhen } from './define';
import { text } from './text';

const strength: Question = {
  from: ['pattern', 'prefix'],
  answer({ pattern = '', prefix = '' }) {
    return Promise.resolve(strengthOf({ pattern: String(pattern), prefix: String(prefix) }));
  },
};

/** How codes look that are made at random. */
export function codeParameters(when: ShowWhen) {
  return {
    prefix: {
      type: 'text',
      label: text('Code Prefix', '券码前缀'),
      help: text('Put before the random part of the code.', '置于随机部分之前。'),
      default: '',
      placeholder: 'WELCOME',
      showWhen: when,
    },
    pattern: {
      type: 'text',
      label: text('Code Pattern', '券码格式'),
      help: text(
        'How the code looks: each # is a random letter or digit, without those that are mistaken for each other. Leave empty for 12 of them, which nobody guesses. With fewer, somebody who tries codes may find one.',
        '券码的样式：每个 # 为一个随机字母或数字（不含易混淆字符）。留空使用 12 位，无法被猜中；位数越少，越可能被试出。',
      ),
      default: '',
      placeholder: 'SAVE-####-####',
      showWhen: when,
    },
    strength: {
      type: 'notice',
      label: text('How Safe the Codes Are', '券码安全性'),
      asks: strength,
      showWhen: when,
    },
  } as const satisfies Parameters;
}
