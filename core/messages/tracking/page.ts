/** For people whose link was cut off on its way. */
export const brokenLinkPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>This link does not work</title>
<style>
body { margin: 0; font: 1.125rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; }
main { max-width: 34rem; margin: 0 auto; padding: 3rem 1.5rem; }
@media (prefers-color-scheme: dark) { body { color: #f2f2f2; background: #161616; } }
</style>
</head>
<body>
<main>
<h1>This link does not work</h1>
<p>It may have been cut off on its way. Open it again from the message, or visit the shop.</p>
<p lang="zh">链接可能在传输中被截断。请从消息中重新打开，或直接访问商店。</p>
</main>
</body>
</html>
`;
