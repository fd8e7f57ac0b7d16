import type { Connection, JsonObject, Parameter, Parameters, Step } from '../../core/steps';
import type { Text } from '../../core/steps/text';
import { connectionProperties, connectionType } from '../../node-red/adapter';
import { type Language, languages, statusWords, words } from './words';

type Say = (text: Text) => string;

const sayIn = (language: Language): Say => {
  const key = languages[language];
  return (text) => text[key];
};

const said = (texts: Readonly<Record<string, Text>>, say: Say) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, say(text)]));

/** A step's texts in one of Node-RED's languages, as its locale file holds them. */
export function localeJson(step: Step, language: Language): JsonObject {
  const say = sayIn(language);
  const connections = Object.entries(step.connections ?? {});
  return {
    [step.name]: {
      title: say(step.title),
      output: outputs(step, say),
      parameter: parameters(step.parameters, say),
      connection: Object.fromEntries(
        connections.map(([name, { connection }]) => [name, say(connection.title)]),
      ),
      status: { ...said(statusWords, say), ...statusOfOutputs(step, language) },
      word: said(words, say),
    },
  };
}

/** A connection's texts in one of Node-RED's languages. */
export function connectionLocaleJson(connection: Connection, language: Language): JsonObject {
  const say = sayIn(language);
  return {
    [connectionType(connection)]: {
      title: say(connection.title),
      parameter: parameters(connectionProperties(connection.fields), say),
      word: said(words, say),
    },
  };
}

function parameters(all: Parameters, say: Say): JsonObject {
  return Object.fromEntries(
    Object.entries(all).map(([name, parameter]) => [name, parameterTexts(parameter, say)]),
  );
}

function parameterTexts(parameter: Parameter, say: Say): JsonObject {
  if (parameter.type === 'notice') {
    const { label, asks } = parameter;
    return { label: say(label), ...(asks?.takeOver && { takeOver: say(asks.takeOver.label) }) };
  }
  const { label, help, placeholder } = parameter;
  return {
    label: say(label),
    help: say(help),
    ...(placeholder !== undefined && { placeholder }),
    ...('options' in parameter && {
      option: Object.fromEntries(parameter.options.map((option) => [option.value, say(option.label)])),
    }),
    ...(parameter.type === 'rows' && {
      row: say(parameter.rowLabel),
      column: parameters(parameter.columns, say),
    }),
  };
}

const outputs = ({ outputs: { fixed } }: Step, say: Say): JsonObject =>
  Object.fromEntries(fixed.map(({ name, label }) => [name, say(label)]));

/** "12 sent" while all goes well, else "1 of 13 not sent": short enough for the canvas. */
function statusOfOutputs({ outputs: { fixed } }: Step, language: Language): JsonObject {
  const [first, second] = fixed;
  if (!first || !second) return {};
  return language === 'zh-CN'
    ? { first: `__all__ ${first.label.zh}`, second: `__kept__/__all__ ${second.label.zh}` }
    : {
        first: `__all__ ${first.label.en.toLowerCase()}`,
        second: `__kept__ of __all__ ${second.label.en.toLowerCase()}`,
      };
}
