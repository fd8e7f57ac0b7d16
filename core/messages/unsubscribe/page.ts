import { type Text, text } from '../../steps/text';

export type Shown = 'ask' | 'done' | 'unknown';

const words: Record<Shown, { title: Text; say: Text }> = {
  ask: {
    title: text('Unsubscribe', '退订'),
    say: text(
      'Do you want no more marketing messages from us? Receipts and answers to your questions still reach you.',
      '您确定不再接收我们的营销消息吗？收据和对您问题的答复仍会发送给您。',
    ),
  },
  done: {
    title: text('You are unsubscribed', '您已退订'),
    say: text('You will get no more marketing messages from us.', '您将不再收到我们的营销消息。'),
  },
  unknown: {
    title: text('This link does not work', '此链接无效'),
    say: text(
      'It may have been cut off on its way. Open it again from the message, or reply to the message.',
      '链接可能在传输中被截断。请从消息中重新打开，或直接回复该消息。',
    ),
  },
};
const button = text('Unsubscribe', '确认退订');

/** A page without anything that would have to be loaded, for people with any browser or reader. `language`: the person's. */
export function unsubscribePage(shown: Shown, language: keyof Text): string {
  const { title, say } = words[shown];
  const form =
    shown === 'ask'
      ? `<form method="post"><button type="submit" name="confirmed" value="1">${button[language]}</button></form>`
      : '';
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
button { font: inherit; padding: .75rem 1.5rem; border: 0; border-radius: .375rem; color: #fff; background: #0b57a4; cursor: pointer; }
button:focus-visible { outline: 3px solid #f0a202; outline-offset: 3px; }
@media (prefers-color-scheme: dark) { body { color: #f2f2f2; background: #161616; } }
</style>
</head>
<body>
<main>
<h1>${title[language]}</h1>
<p role="status">${say[language]}</p>
${form}
</main>
</body>
</html>
`;
}
