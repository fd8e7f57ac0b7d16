import { defineStep, type JsonObject, type Outcome } from '../../core/steps';
import { StepError } from '../../core/errors';
import { text } from '../../core/steps/text';

const said = text('Said by the tests.', '测试用。');

/** A step that shows what it is given: its values, and how many items came in one run. */
export const greet = defineStep({
  name: 'greet',
  title: text('Greet', '问候'),
  summary: said,
  details: said,
  kind: 'step',
  color: '#FFFFFF',
  outputs: {
    fixed: [
      { name: 'greeted', label: text('Greeted', '已问候') },
      { name: 'not_greeted', label: text('Not Greeted', '未问候') },
    ],
  },
  parameters: {
    greeting: {
      type: 'text',
      label: text('Greeting', '问候语'),
      help: said,
      default: 'Hello',
      required: true,
    },
    times: { type: 'number', label: text('Times', '次数'), help: said, default: 1, minimum: 1, maximum: 9 },
  },
  run(items, { store }) {
    if (items.some(({ json }) => json['mood'] === 'disastrous'))
      return Promise.reject(new Error('The whole run broke.'));
    const outcomes = items.map(({ json, values }, item): Outcome => {
      if (json['mood'] === 'bad')
        return { item, error: new StepError('Nobody greets that.', { advice: 'Cheer up.' }) };
      const given: JsonObject = { ...json, ...values, together: items.length, dialect: store.dialect };
      return { item, output: json['mood'] === 'shy' ? 'not_greeted' : 'greeted', json: given };
    });
    return Promise.resolve(outcomes);
  },
});
