import type { HtmlToTextOptions } from 'html-to-text';

const OPTIONS: HtmlToTextOptions = {
  wordwrap: false,
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
};

let loading: Promise<(html: string) => string> | undefined;

/** What an HTML text says, for whoever reads mail as plain text: links stand behind their words. */
export async function plainTextOf(html: string): Promise<string> {
  loading ??= import('html-to-text').then(({ compile }) => compile(OPTIONS));
  return (await loading)(html).trim();
}
