import type { Connection, Parameters, Step, Text } from '../../core/steps';
import { type Language, helpWords, languages } from './words';

/** A step's help in Markdown, for Node-RED's help sidebar. */
export function helpMarkdown(step: Step, language: Language): string {
  const key = languages[language];
  const say = (word: keyof typeof helpWords) => helpWords[word][key];
  const ofTrigger = step.receive ? say('webhook') : say('byItself');
  const inputs = step.kind === 'trigger' ? ofTrigger : `: payload (object) : ${say('item')}`;
  return [
    step.summary[key],
    `### ${say('inputs')}\n\n${inputs}`,
    `### ${say('properties')}\n\n${properties(step.parameters, key)}`,
    `### ${say('outputs')}\n\n${outputs(step, key)}\n\n${say('result')}`,
    `### ${say('details')}\n\n${step.details[key]}${step.holdKey ? `\n\n${say('held')}` : ''}`,
  ].join('\n\n');
}

/** A connection's help in Markdown. */
export function connectionHelpMarkdown(connection: Connection, language: Language): string {
  const key = languages[language];
  return [connection.title[key], `### ${helpWords.properties[key]}`, properties(connection.fields, key)].join(
    '\n\n',
  );
}

function properties(parameters: Parameters, key: 'en' | 'zh', indent = ''): string {
  const lines = Object.values(parameters).flatMap((parameter) => {
    if (parameter.type === 'notice') return [];
    const line = `${indent}- **${parameter.label[key]}**: ${parameter.help[key]}`;
    return parameter.type === 'rows' ? [line, properties(parameter.columns, key, `${indent}  `)] : [line];
  });
  return lines.join('\n');
}

function outputs({ outputs: { eachOf = [], fixed }, parameters }: Step, key: 'en' | 'zh'): string {
  const chosen = eachOf.flatMap((name): readonly { label: Text }[] => {
    const parameter = parameters[name];
    if (parameter?.type === 'choices') return parameter.options;
    return parameter?.type === 'rows' ? [parameter] : [];
  });
  return [...chosen, ...fixed].map(({ label }, index) => `${index + 1}. ${label[key]}`).join('\n');
}
