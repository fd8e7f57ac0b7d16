import { formOf, plainTextOf, written } from '../channels';
import type { Clock } from '../clock';
import type { Store } from '../store';
import { draftsOf, type TextValues } from './draft';
import type { SendValues } from './plan';
import { personShown, sample } from './preview-person';
import { scopeOf, styleOf } from './scope';
import { render } from './template';

/** What a preview follows from. */
export type PreviewValues = TextValues &
  Pick<SendValues, 'channel' | 'language' | 'timeZone'> & {
    /** An e-mail address, a phone number or a customer ID; '' for somebody made up. */
    previewPerson: string;
  };

/**
 * A message as the person reads it, or somebody made up: its subject, if the channel has one, an empty line and its
 * text. Throws `StepError` for what the templates get wrong, and for a person who is not known.
 */
export async function previewMessage(
  values: PreviewValues,
  { store, clock }: { store: Store; clock: Clock },
): Promise<string> {
  const who = values.previewPerson.trim();
  const { contact, json } = who === '' ? sample(clock) : await personShown({ store, clock }, who);
  const scope = {
    unsubscribeUrl: 'https://shop.example/unsubscribe',
    ...scopeOf(json, { contact, journey: 'first-order', startedAt: clock.now() }),
  };
  const style = styleOf(contact, values);
  const [draftIn] = await draftsOf([values], store);
  if (!draftIn) throw new Error('the preview has no draft');
  const { html, source, title, ...draft } = draftIn(style.language);
  const form = formOf(values.channel);
  const titled = form === 'mail' || form === 'note';
  const subject = titled ? render('subject', draft.subject, scope, style, { title }) : '';
  const escape = html ? 'html' : 'text';
  const body = written('body', render('body', draft.body, scope, style, { escape, source, title }));
  const read = html ? await plainTextOf(body) : body;
  return [subject, read].filter((part) => part !== '').join('\n\n');
}
