/** Text as either database keeps it: without NUL, and without halves of surrogate pairs. */
export const storable = (text: string): string =>
  (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();
