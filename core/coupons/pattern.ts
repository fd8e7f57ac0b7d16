import { randomBytes } from 'node:crypto';
import { StepError } from '../errors';
import { remembering } from '../remembering';
import { storable } from '../store';
import { type Text, text } from '../steps/text';

/** Crockford's alphabet: no I, L, O or U, so nothing is misread (https://www.crockford.com/base32.html). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS_OF_A_LETTER = 5;
/** Random bits from which on nobody finds a code by trying. */
const UNGUESSABLE_BITS = 60;
const USUAL = '####-####-####';
const RANDOM = /#/g;
const LONGEST = 100;

/** How codes look: `#` is a random letter or digit. */
export interface CodeShape {
  /** '' for the usual one, which nobody guesses. */
  pattern: string;
  prefix: string;
}

/** The pattern that settings stand for. Throws `StepError` where its codes would all be one, or too long. */
export function patternOf({ pattern, prefix }: CodeShape): string {
  const random = pattern.trim() === '' ? USUAL : storable(pattern).trim().toUpperCase();
  const whole = prefix.trim() === '' ? random : `${storable(prefix).trim().toUpperCase()}-${random}`;
  const fault = !random.includes('#')
    ? 'has no #, so all codes would be the same'
    : whole.length > LONGEST
      ? `is longer than ${LONGEST} letters`
      : undefined;
  if (fault === undefined) return whole;
  throw new StepError(`The pattern “${pattern}” ${fault}.`, {
    parameter: 'pattern',
    advice: 'Write # for each random letter or digit, like SAVE-####-####.',
  });
}

/** A random code of each pattern, as `patternOf` gives them. */
export function randomCodes(patterns: readonly string[]): string[] {
  const letters = randomBytes(patterns.reduce((sum, { length }) => sum + length, 0));
  let next = 0;
  return patterns.map((pattern) => {
    let code = '';
    for (const sign of pattern) code += sign === '#' ? ALPHABET.charAt((letters[next++] ?? 0) & 31) : sign;
    return code;
  });
}

export const randomCode = (pattern: string): string => randomCodes([pattern]).join();

/** Whether somebody may find a code of this pattern by trying. */
export const isGuessable = (pattern: string): boolean =>
  BITS_OF_A_LETTER * lettersOf(pattern) < UNGUESSABLE_BITS;

const lettersOf = remembering((pattern: string): number => pattern.match(RANDOM)?.length ?? 0);

/** How easily codes of this shape are guessed, in words. Throws as `patternOf`. */
export function strengthOf(shape: CodeShape): Text {
  const bits = BITS_OF_A_LETTER * lettersOf(patternOf(shape));
  if (bits >= UNGUESSABLE_BITS) {
    return text(`${bits} random bits: nobody guesses such a code.`, `${bits} 位随机：无法被猜中。`);
  }
  const codes = new Intl.NumberFormat('en').format(2n ** BigInt(bits));
  return text(
    `Risk: there are only ${codes} such codes. Somebody who tries codes at your checkout finds one, sooner the more you give out. Codes that hold for one customer alone bear that; others need ${UNGUESSABLE_BITS / BITS_OF_A_LETTER} #.`,
    `风险：此类券码只有 ${codes} 个，发得越多越容易被试出。仅限本人使用的券可以接受；否则请至少使用 ${UNGUESSABLE_BITS / BITS_OF_A_LETTER} 个 #。`,
  );
}
