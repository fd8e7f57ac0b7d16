import { type Parameter, couponIssue, steps } from '../../core/steps';
import { stepBlocks, stepsPage } from '../../generate/docs/steps';

test('a new parameter is one entry: the table has it, with its default and when it is shown', () => {
  const gift: Parameter = {
    type: 'text',
    label: { en: 'Gift', zh: '礼品' },
    help: { en: 'What goes | into the parcel.', zh: '' },
    default: 'sticker',
    showWhen: { kind: ['percentage', 'fixed'] },
  };
  const step = { ...couponIssue, parameters: { ...couponIssue.parameters, gift } };

  expect(stepBlocks(step).join('\n')).toContain(
    '| Gift | What goes \\| into the parcel. | `sticker` | Discount is Percentage or Fixed Amount |',
  );
});

test.each(steps.map((step) => [step.name, step] as const))('%s has a row for each parameter', (_, step) => {
  const rows = stepBlocks(step)
    .join('\n')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const labels = Object.values(step.parameters).flatMap((parameter) =>
    parameter.type === 'notice' ? [] : [parameter.label.en],
  );

  expect(rows.slice(2).map((row) => row.split(' | ')[0])).toEqual(labels.map((label) => `| ${label}`));
});

test('every connection that a step uses is described once', () => {
  const titles = steps.flatMap(({ connections = {} }) =>
    Object.values(connections).map(({ connection }) => connection.title.en),
  );

  for (const title of titles) expect(stepsPage().split(`## ${title}\n`).length).toBe(2);
});
