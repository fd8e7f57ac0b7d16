import type { HttpRequest } from '../ports';

/** Posts fields as a web form does. */
export const formPost = (
  url: string,
  headers: Record<string, string>,
  fields: Record<string, string>,
): HttpRequest => ({
  method: 'POST',
  url,
  headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
});
