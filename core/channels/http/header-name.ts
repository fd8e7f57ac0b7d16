import { StepError } from '../../errors';

/** A token: RFC 9110, 5.6.2. */
export const HEADER_NAME = "^[\\w!#$%&'*+.^`|~-]+$";

const isHeaderName = (name: string): boolean => new RegExp(HEADER_NAME).test(name);

/** Throws `StepError` for what is no name of a header. */
export function checkHeaderName(name: string): void {
  if (isHeaderName(name)) return;
  throw new StepError(`“${name}” is not a header name.`, {
    parameter: 'name',
    advice: 'Use letters, digits and hyphens.',
  });
}
