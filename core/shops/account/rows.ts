import { MalformedError } from '../generic/parse';
import type { Calling } from './account';

interface Telling extends Pick<Calling, 'log'> {
  /** What a row is called where it is left out: "a Medusa order". */
  what: string;
}

/**
 * What the rows of a page tell, one by one: a row that is not understood is left out, and the log says why, so that
 * it does not keep all that come after it from being read.
 */
export function toldBy<R, T>(
  rows: readonly R[],
  tell: (row: R) => readonly T[],
  { what, log }: Telling,
): T[] {
  return rows.flatMap((row) => {
    try {
      return tell(row);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      log.warn(`${what} is left out: ${error.message}`);
      return [];
    }
  });
}
