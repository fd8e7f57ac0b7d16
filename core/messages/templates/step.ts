import { htmlOfMjml } from '../../channels';
import { StepError } from '../../errors';
import type { JsonObject, Outcome, StepContext, StepItem } from '../../steps/define';
import { readTag } from '../scope';
import { checkTemplate } from '../template';
import { namesOf, type TemplateText, textIn, textsOf, versionOf } from './find';
import { saveText } from './save';

/** The values of Message Template. */
export interface TemplateValues {
  operation: 'save' | 'show' | 'list' | 'remove';
  templateName: string;
  templateLanguage: string;
  format: TemplateText['format'];
  subject: string;
  body: string;
  fallback: boolean;
  version: number;
}

type Told = { output: 'done' | 'not_found'; template: JsonObject };

/** Message Template: keeps the texts that Send via Channel writes messages from, and tells of them. */
export async function keepTemplates(
  items: readonly StepItem<TemplateValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  // One after the other: the version of a text follows from the one before.
  for (const [item, { json, values }] of items.entries()) {
    try {
      for (const { output, template } of await operations[values.operation](values, context))
        outcomes.push({ item, output, json: { ...json, template } });
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      outcomes.push({ item, error });
    }
  }
  return outcomes;
}

const operations: Record<
  TemplateValues['operation'],
  (values: TemplateValues, context: StepContext) => Promise<Told[]>
> = { save, show, list, remove };

async function save(values: TemplateValues, { store, clock }: StepContext): Promise<Told[]> {
  const { format, subject, body, fallback } = values;
  const name = nameOf(values);
  const language = languageOf(values);
  await check(values);
  const kept = { name, language, format, subject, body };
  const { version, isNew } = await saveText(store, kept, { fallback, at: clock.now() });
  return [{ output: 'done', template: { name, language, version, isNew } }];
}

async function check({ format, subject, body }: TemplateValues): Promise<void> {
  if (body.trim() === '') {
    throw new StepError('The template has no text.', { parameter: 'body', advice: 'Write one.' });
  }
  checkTemplate('subject', subject);
  checkTemplate('body', body);
  if (format === 'mjml') await htmlOfMjml('body', body);
}

async function show(values: TemplateValues, { store }: StepContext): Promise<Told[]> {
  const name = nameOf(values);
  const texts = (await textsOf(store.db, [name])).get(name) ?? [];
  const found =
    values.version > 0
      ? await versionOf(store.db, name, values.version)
      : textIn(texts, values.templateLanguage.trim() === '' ? '' : languageOf(values));
  if (!found) return [{ output: 'not_found', template: { name } }];
  const { language, version, format, subject, body, at } = found;
  const savedAt = new Date(at).toISOString();
  return [{ output: 'done', template: { name, language, version, format, subject, body, savedAt } }];
}

async function list(_: TemplateValues, { store }: StepContext): Promise<Told[]> {
  const all = await textsOf(store.db, await namesOf(store.db));
  return [...all]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, texts]) => {
      const languages = texts.map(({ language }) => language).toSorted();
      const version = Math.max(...texts.map((text) => text.version));
      const savedAt = new Date(Math.max(...texts.map(({ at }) => at))).toISOString();
      return {
        output: 'done',
        template: { name, languages, fallback: texts[0]?.language, version, savedAt },
      };
    });
}

async function remove(values: TemplateValues, { store, clock }: StepContext): Promise<Told[]> {
  const name = nameOf(values);
  const only = values.templateLanguage.trim() === '' ? undefined : languageOf(values);
  const texts = (await textsOf(store.db, [name])).get(name) ?? [];
  const going = texts.filter(({ language }) => only === undefined || language === only);
  for (const { language, format } of going) {
    const kept = { name, language, format, subject: '', body: null };
    await saveText(store, kept, { fallback: false, at: clock.now() });
  }
  const removed = going.map(({ language }) => language).toSorted();
  return [{ output: removed.length > 0 ? 'done' : 'not_found', template: { name, removed } }];
}

function nameOf({ templateName }: TemplateValues): string {
  const trimmed = templateName.trim();
  if (trimmed !== '' && trimmed.length <= 200) return trimmed;
  throw new StepError('The template has no name, or one of more than 200 letters.', {
    parameter: 'templateName',
    advice: 'Give it one, like welcome.',
  });
}

function languageOf({ templateLanguage }: TemplateValues): string {
  const tag = readTag(templateLanguage.trim());
  if (tag !== undefined) return tag;
  throw new StepError(`“${templateLanguage}” is no language.`, {
    parameter: 'templateLanguage',
    advice: 'Use a tag like en, de-AT or zh-CN.',
  });
}
