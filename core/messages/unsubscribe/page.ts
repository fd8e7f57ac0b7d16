import { type Text, text } from '../../steps/text';

/** What a page says. `body`: HTML below it. */
export interface PageWords {
  title: Text;
  say: Text;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML. */
export const escaped = (written: string): string =>
  written.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

export const unknownLink: PageWords = {
  title: text('This link does not work', '此链接无效'),
  say: text(
    'It may have been cut off on its way. Open it again from the message, or reply to the message.',
    '链接可能在传输中被截断。请从消息中重新打开，或直接回复该消息。',
  ),
};

/** A page without anything that would have to be loaded, for people with any browser or reader. `body`: HTML below what it says. */
export function pageOf({ title, say }: PageWords, language: keyof Text, body = ''): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title[language]}</title>
<style>
body { margin: 0; font: 1.125rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; }
main { max-width: 34rem; margin: 0 auto; padding: 3rem 1.5rem; }
h1 { font-size: 1.75rem; line-height: 1.25; }
h2 { font-size: 1.25rem; margin: 3rem 0 1rem; }
fieldset { margin: 0 0 1.5rem; padding: .5rem 1rem 1rem; border: 1px solid #8a8a8a; border-radius: .375rem; }
legend { padding: 0 .5rem; font-weight: 600; }
label { display: flex; gap: .75rem; align-items: center; min-height: 2.75rem; }
input { flex: none; width: 1.25rem; height: 1.25rem; margin: 0; accent-color: #0b57a4; }
button { font: inherit; padding: .75rem 1.5rem; border: 0; border-radius: .375rem; color: #fff; background: #0b57a4; cursor: pointer; }
:is(button, input):focus-visible { outline: 3px solid #f0a202; outline-offset: 3px; }
@media (prefers-color-scheme: dark) { body { color: #f2f2f2; background: #161616; color-scheme: dark; } }
</style>
</head>
<body>
<main>
<h1>${title[language]}</h1>
<p role="status">${say[language]}</p>
${body}
</main>
</body>
</html>
`;
}
