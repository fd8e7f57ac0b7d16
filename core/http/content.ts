import { pageHeaders, textHeaders } from './page';

/** What an answer to a request may consist of, beside its status. */
interface Told {
  body: Readonly<Record<string, unknown>>;
  page?: string;
  text?: string;
  image?: Buffer;
  redirect?: string;
}

/** Nobody keeps it, and nobody is told where the reader came from. */
const unkept = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/** The headers and the bytes of an answer: a page for a person, words for a program, a picture, the way to somewhere else, or JSON. */
export function contentOf({ body, page, text, image, redirect }: Told): {
  headers: Readonly<Record<string, string>>;
  content: string | Buffer;
} {
  if (redirect !== undefined) return { headers: { ...unkept, location: redirect }, content: '' };
  if (image) return { headers: { ...unkept, 'content-type': 'image/gif' }, content: image };
  if (page !== undefined) return { headers: pageHeaders, content: page };
  if (text !== undefined) return { headers: textHeaders, content: text };
  return { headers: { 'content-type': 'application/json; charset=utf-8' }, content: JSON.stringify(body) };
}
