import { storable } from '../store';
import { RejectedError } from './rejected';

const LONGEST_ID = 320;
const LONGEST_TEXT = 10_000;

/** What stands at a place of a row; '' for nothing, or no such column. */
export const cellOf = (cells: readonly string[], place: number | undefined): string =>
  place === undefined ? '' : (cells[place]?.trim() ?? '');

/** What tells people, orders and products apart, without the apostrophe that keeps spreadsheets from counting with it. */
export function idOf(text: string): string {
  const id = storable(text.startsWith("'") ? text.slice(1) : text);
  if (id.length <= LONGEST_ID) return id;
  throw new RejectedError(`an ID longer than ${LONGEST_ID} letters`);
}

/** A text as it is kept. */
export function textOf(text: string): string {
  if (text.length <= LONGEST_TEXT) return storable(text);
  throw new RejectedError(`a text longer than ${LONGEST_TEXT} letters`);
}
