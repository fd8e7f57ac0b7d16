import { StepError } from '../errors';

/** A web address in full. Throws `StepError` naming the parameter when a text is none. */
export function webAddress(parameter: string, text: string): string {
  const url = URL.parse(text.trim());
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href;
  throw new StepError(`“${parameter}” does not come out as a web address.`, {
    parameter,
    advice: 'Begin it with https:// and write host and path as they are; only values come from {{ }}.',
  });
}
