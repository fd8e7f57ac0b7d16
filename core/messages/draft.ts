import { formOf, htmlOfMjml } from '../channels';
import { StepError } from '../errors';
import type { StepItem } from '../steps/define';
import type { SendValues } from './plan';

/** What messages are written from; MJML is HTML by now. */
export interface Draft {
  subject: string;
  body: string;
  /** Whether the body is HTML. */
  html: boolean;
  /** The body as somebody wrote it, where it was compiled since. */
  source?: string;
}

/** What a step says of its text. */
export interface TextValues {
  subject: string;
  body: string;
  format: 'plain' | 'html' | 'mjml';
}

/** The values of the step as the host gives them. */
export type GivenValues = Omit<SendValues, 'draft' | 'html'>;

/** Gets the text of a step ready to be written for people. Throws `StepError` for what its MJML gets wrong. */
export async function draftOf({
  channel,
  subject,
  body,
  format,
}: TextValues & Pick<GivenValues, 'channel'>): Promise<Draft> {
  if (formOf(channel) !== 'mail' || format === 'plain') return { subject, body, html: false };
  if (format === 'html') return { subject, body, html: true };
  return { subject, body: await htmlOfMjml('body', body), html: true, source: body };
}

/** Items with their drafts, or with what keeps a text from being one: it is told where the message is written. */
export const drafted = (items: readonly StepItem<GivenValues>[]): Promise<StepItem<SendValues>[]> =>
  Promise.all(
    items.map(async ({ json, values }) => {
      const draft = await draftOf(values).catch(faultOf);
      return { json, values: { ...values, draft, html: !(draft instanceof StepError) && draft.html } };
    }),
  );

function faultOf(error: unknown): StepError {
  if (error instanceof StepError) return error;
  throw error;
}
