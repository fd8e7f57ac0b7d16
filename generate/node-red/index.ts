import { join } from 'node:path';
import { shopApis } from '../../core/shops';
import { type Connection, type Step, stepFor, steps } from '../../core/steps';
import { connectionType } from '../../node-red/adapter';
import { type GeneratedFile, jsonText, writeFiles } from '../files';
import { configHtml, editorHtml } from './editor';
import { connectionHelpMarkdown, helpMarkdown } from './help';
import { connectionLocaleJson, localeJson } from './locale';
import { type Language, type languages } from './words';

export { configHtml, editorHtml, helpMarkdown, localeJson };

/** Writes what Node-RED's editor needs beside the compiled nodes. `dist`: the folder that the compiler wrote to. */
export async function writeNodeRed(dist: string): Promise<void> {
  await writeFiles(join(dist, 'node-red'), [
    ...steps.map((step) => stepFor('node-red', step)).flatMap(stepFiles),
    ...connectionsOf(steps).flatMap(connectionFiles),
  ]);
}

const connectionsOf = (all: readonly Step[]): Connection[] => [
  ...new Set([
    ...all.flatMap(({ connections = {} }) => Object.values(connections).map(({ connection }) => connection)),
    ...shopApis.map(({ connection }) => connection),
  ]),
];

/** The files of a step's node, relative to the folder of all nodes. */
export function stepFiles(step: Step): GeneratedFile[] {
  return [
    { path: `${step.name}/${step.name}.html`, text: editorHtml(step) },
    ...inEachLanguage(step.name, (language) => ({
      texts: localeJson(step, language),
      help: helpMarkdown(step, language),
    })),
  ];
}

function connectionFiles(connection: Connection): GeneratedFile[] {
  const type = connectionType(connection);
  return [
    { path: `${type}/${type}.html`, text: configHtml(connection) },
    ...inEachLanguage(type, (language) => ({
      texts: connectionLocaleJson(connection, language),
      help: connectionHelpMarkdown(connection, language),
    })),
  ];
}

function inEachLanguage(
  type: string,
  write: (language: Language) => { texts: object; help: string },
): GeneratedFile[] {
  return (['en-US', 'zh-CN'] as const satisfies (keyof typeof languages)[]).flatMap((language) => {
    const { texts, help } = write(language);
    const path = `${type}/locales/${language}/${type}`;
    return [
      { path: `${path}.json`, text: jsonText(texts) },
      {
        path: `${path}.html`,
        text: `<script type="text/markdown" data-help-name="${type}">\n${help}\n</script>\n`,
      },
    ];
  });
}
