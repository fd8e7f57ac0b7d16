import { StepError } from '../../errors';
import type { Recipient } from '../channel';
import type { WritingValues } from '../kind';
import { written } from '../written';
import { segmentsOf, type Segmented } from './segments';

/**
 * Writes an SMS. `before`: what the provider puts before the text. Throws `StepError` for what the template gets wrong,
 * and for a text of too many segments.
 */
export function composeSms(
  { body, smsMostSegments }: WritingValues,
  { render }: Recipient,
  before = '',
): string {
  const text = before + smsText(written('body', render('body', body)));
  measured(text, smsMostSegments);
  return text;
}

/** The text as it travels. The spaces that amounts and times are written with are not in the GSM alphabet, and look like others. */
export const smsText = (rendered: string): string => rendered.replace(/[\u00a0\u2007\u2009\u202f]/g, ' ');

/** How long a text is. Throws `StepError` for one of too many segments. */
export function measured(text: string, most: number): Segmented {
  const found = segmentsOf(text);
  if (found.segments <= most) return found;
  throw new StepError(`The text takes ${found.segments} SMS segments, and at most ${most} are allowed.`, {
    parameter: 'body',
    advice:
      found.foreign.length > 0
        ? `Shorten it, or do without ${named(found.foreign)}, or allow more under “Most Segments”.`
        : 'Shorten it, or allow more under “Most Segments”.',
  });
}

const MOST_NAMED = 5;

/** Letters as a reader sees them; those that nobody sees by their number. */
export function named(letters: readonly string[]): string {
  const shown = letters
    .slice(0, MOST_NAMED)
    .map((letter) => (/^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(letter) ? `“${letter}”` : numbered(letter)));
  return [...shown, ...(letters.length > MOST_NAMED ? ['…'] : [])].join(', ');
}

const numbered = (letter: string) =>
  `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
