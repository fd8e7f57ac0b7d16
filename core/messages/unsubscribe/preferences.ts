import type { Option } from '../../steps/define';
import { type Text, text } from '../../steps/text';
import type { FrequencyChoice } from '../policy/chosen';
import type { Choices, Offer } from './choices';
import { escaped, pageOf, type PageWords } from './page';

export type Shown = 'ask' | 'done' | 'saved' | 'back';

const words: Record<Shown, PageWords> = {
  ask: {
    title: text('Unsubscribe', '退订'),
    say: text(
      'Do you want no more marketing messages from us? Receipts and answers to your questions still reach you.',
      '您确定不再接收我们的营销消息吗？收据和对您问题的答复仍会发送给您。',
    ),
  },
  done: {
    title: text('You are unsubscribed', '您已退订'),
    say: text('You will get no more marketing messages from us.', '您将不再收到我们的营销消息。'),
  },
  saved: {
    title: text('Your choices are saved', '您的选择已保存'),
    say: text('They count from the next message on.', '从下一条消息起生效。'),
  },
  back: {
    title: text('Welcome back', '欢迎回来'),
    say: text('You are subscribed again, as you have chosen below.', '您已按以下选择重新订阅。'),
  },
};

const leave = text('Unsubscribe', '确认退订');
const headings = {
  stay: text('Or choose what you get', '或选择您想接收的内容'),
  return: text('Do you want to come back?', '想重新订阅吗？'),
};
const buttons = {
  save: text('Save my choices', '保存选择'),
  return: text('Subscribe again', '重新订阅'),
};
const legends = {
  media: text('How we may write to you', '接收渠道'),
  topics: text('What about', '内容主题'),
  frequency: text('How often', '接收频率'),
};
const often: readonly Option<FrequencyChoice>[] = [
  { value: 'everything', label: text('Whenever there is something', '不限') },
  { value: 'weekly', label: text('At most once a week', '每周最多一次') },
  { value: 'monthly', label: text('At most once a month', '每月最多一次') },
];

/** What the page shows one person. */
interface Person {
  language: keyof Text;
  isGone: boolean;
  offer: Offer;
  choices: Choices;
}

/** The page on which somebody unsubscribes, chooses what to get, or comes back; it needs no script. */
export function preferencePage(shown: Shown, { language, isGone, offer, choices }: Person): string {
  const unsubscribing = `<form method="post"><button type="submit" name="confirmed" value="1">${leave[language]}</button></form>`;
  const does = isGone ? 'return' : 'save';
  const choosing = `<h2>${headings[isGone ? 'return' : 'stay'][language]}</h2>
<form method="post">
${group('checkbox', 'medium', { legend: legends.media, options: offer.media }, choices.media, language)}
${group('checkbox', 'topic', { legend: legends.topics, options: offer.topics }, choices.topics, language)}
${group('radio', 'frequency', { legend: legends.frequency, options: often }, new Set([choices.frequency]), language)}
<button type="submit" name="choices" value="${does}">${buttons[does][language]}</button>
</form>`;
  return pageOf(words[shown], language, isGone ? choosing : `${unsubscribing}\n${choosing}`);
}

interface Group {
  legend: Text;
  options: readonly Option[];
}

function group(
  type: 'checkbox' | 'radio',
  name: string,
  { legend, options }: Group,
  chosen: ReadonlySet<string>,
  language: keyof Text,
): string {
  if (options.length === 0) return '';
  const inputs = options.map(({ value, label }) => {
    const checked = chosen.has(value) ? ' checked' : '';
    return `<label><input type="${type}" name="${name}" value="${escaped(value)}"${checked}>${escaped(label[language])}</label>`;
  });
  return `<fieldset><legend>${legend[language]}</legend>\n${inputs.join('\n')}\n</fieldset>`;
}
