import { StepError } from '../errors';

/** A rendered text that must say something. Throws `StepError` naming the parameter when it is blank. */
export function written(parameter: string, rendered: string): string {
  if (rendered.trim() !== '') return rendered;
  throw new StepError(`“${parameter}” is empty for this person.`, {
    parameter,
    advice: 'Write something that everybody gets, with a default for what may be missing.',
  });
}

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
