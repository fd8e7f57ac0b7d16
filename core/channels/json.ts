import { StepError } from '../errors';

/** A rendered text that is JSON. Throws `StepError` naming the parameter when it is none. */
export function checkedJson(parameter: string, rendered: string): string {
  try {
    JSON.parse(rendered);
    return rendered;
  } catch {
    throw new StepError(`“${parameter}” does not come out as JSON.`, {
      parameter,
      advice: 'Put values in with the json filter, which brings its own quotes: {"text": {{ text | json }}}.',
    });
  }
}
