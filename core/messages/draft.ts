import { formOf, htmlOfMjml } from '../channels';
import { StepError } from '../errors';
import { likeBefore } from '../remembering';
import type { StepItem } from '../steps/define';
import type { Store } from '../store';
import type { SendValues } from './plan';
import { type TemplateText, textIn, textsOf } from './templates';

/** What messages are written from; MJML is HTML by now. */
export interface Draft {
  subject: string;
  body: string;
  /** Whether the body is HTML. */
  html: boolean;
  /** The body as somebody wrote it, where it was compiled since. */
  source?: string;
  /** The template that it comes from, for whoever has to mend it. */
  title?: string;
}

/** What a step says of its text. */
export interface TextValues {
  textFrom: 'here' | 'template';
  templateName: string;
  subject: string;
  body: string;
  format: TemplateText['format'];
}

/** The values of the step as the host gives them. */
export type GivenValues = Omit<SendValues, 'draftIn' | 'html'>;

type Asked = TextValues & Pick<GivenValues, 'channel'>;

/** The draft for people who read a language (BCP 47). Throws `StepError` for a text that cannot be written. */
export type DraftIn = (language: string) => Draft;

/** Gets the texts of a batch ready, each once. What is wrong with one is thrown when a message is written from it. */
export async function draftsOf(asked: readonly Asked[], store: Store): Promise<DraftIn[]> {
  const names = asked.filter(({ textFrom }) => textFrom === 'template').map(nameOf);
  const templates = await textsOf(store.db, [...new Set(names)]);
  const kept = new Map<string, Promise<DraftIn>>();
  return Promise.all(
    asked.map((one) => {
      const isMail = formOf(one.channel) === 'mail';
      if (one.textFrom === 'here') return draftOf(one, isMail).then((draft) => () => settled(draft));
      const key = `${isMail} ${nameOf(one)}`;
      const made = kept.get(key) ?? templateDraft(nameOf(one), templates.get(nameOf(one)) ?? [], isMail);
      kept.set(key, made);
      return made;
    }),
  );
}

/** Items with their drafts. */
export async function drafted(
  items: readonly StepItem<GivenValues>[],
  { store }: { store: Store },
): Promise<StepItem<SendValues>[]> {
  const given = items.map(({ json, values }) => ({ json, values: asBefore(values) }));
  const asked = [...new Set(given.map(({ values }) => values))];
  const drafts = await draftsOf(asked, store);
  const ready = new Map(asked.map((values, index) => [values, withDraft(values, drafts[index])]));
  return given.map(({ json, values: own }) => {
    const values = ready.get(own);
    if (!values) throw new Error('an item has no draft');
    return { json, values };
  });
}

const asBefore = likeBefore<GivenValues>();

function withDraft(values: GivenValues, draftIn: DraftIn | undefined): SendValues {
  if (!draftIn) throw new Error('values have no draft');
  return { ...values, draftIn, html: false };
}

const nameOf = ({ templateName }: TextValues): string => templateName.trim();

async function templateDraft(
  name: string,
  texts: readonly TemplateText[],
  isMail: boolean,
): Promise<DraftIn> {
  const drafts = await Promise.all(
    texts.map(async (text) => ({
      language: text.language,
      draft: await draftOf(text, isMail, `“${name}” (${text.language})`),
    })),
  );
  return (language) => {
    const found = textIn(drafts, language);
    if (found) return settled(found.draft);
    throw new StepError(`There is no template “${name}”.`, {
      parameter: 'templateName',
      advice: 'Keep one by that name with the step Message Template, or write the text here.',
    });
  };
}

type Written = Pick<TextValues, 'subject' | 'body' | 'format'>;

async function draftOf(
  { subject, body, format }: Written,
  isMail: boolean,
  title?: string,
): Promise<Draft | StepError> {
  const draft = { subject, body, html: isMail && format !== 'plain', ...(title !== undefined && { title }) };
  if (!draft.html || format !== 'mjml') return draft;
  try {
    return { ...draft, body: await htmlOfMjml('body', body), source: body };
  } catch (error) {
    if (error instanceof StepError) return error;
    throw error;
  }
}

function settled(draft: Draft | StepError): Draft {
  if (draft instanceof StepError) throw draft;
  return draft;
}
