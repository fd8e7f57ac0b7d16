import { formOf, plainTextOf, written } from '../channels';
import type { Clock } from '../clock';
import type { Text } from '../steps/text';
import type { Store } from '../store';
import { type CheckValues, findingsIn, toldFindings, type Written } from './check';
import { draftsOf, type TextValues } from './draft';
import type { SendValues } from './plan';
import { personShown, sample } from './preview-person';
import { rootsOf, scopeOf, styleOf } from './scope';
import { render } from './template';
import { openLinks } from './unsubscribe';

/** What a preview follows from. */
export type PreviewValues = TextValues &
  Pick<SendValues, 'channel' | 'postalAddress' | 'language' | 'timeZone'> & {
    /** An e-mail address, a phone number or a customer ID; '' for somebody made up. */
    previewPerson: string;
  };

interface Place {
  store: Store;
  clock: Clock;
}

const SAMPLE_LINK = 'https://shop.example/unsubscribe';
const SAMPLE_CONFIRMATION = 'https://shop.example/confirm';

/**
 * A message as the person reads it, or somebody made up: its subject, if the channel has one, an empty line and its
 * text. Throws `StepError` for what the templates get wrong, and for a person who is not known.
 */
export async function previewMessage(values: PreviewValues, place: Place): Promise<string> {
  const { subject, body, html } = await writeFor(values, place);
  const read = html ? await plainTextOf(body) : body;
  return [subject, read].filter((part) => part !== '').join('\n\n');
}

/** What is to be mended about the message of the preview. Throws as `previewMessage` does. */
export async function checkPreview(values: PreviewValues & CheckValues, place: Place): Promise<Text> {
  const message = await writeFor(values, place);
  const { address } = await openLinks(place.store);
  const unsubscribeUrl = address === undefined ? undefined : SAMPLE_LINK;
  return toldFindings(await findingsIn({ ...message, unsubscribeUrl }, values));
}

async function writeFor(
  values: PreviewValues,
  { store, clock }: Place,
): Promise<Omit<Written, 'unsubscribeUrl'>> {
  const who = values.previewPerson.trim();
  const { contact, json } = who === '' ? sample(clock) : await personShown({ store, clock }, who);
  const scope = {
    ...rootsOf(values, { unsubscribeUrl: SAMPLE_LINK, confirmUrl: SAMPLE_CONFIRMATION }),
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
  return { subject, body, html };
}
