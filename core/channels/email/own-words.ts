/** Where what is answered to begins, as mail programs write it. */
const BEGINNINGS = [
  // "> …"
  /^>/,
  // "-----Original Message-----", and the same in other languages.
  /^-{3,}.*[^\s-].*-{3,}$/,
  // A line across, by Outlook.
  /^_{10,}$/,
  // What stands below: RFC 3676, 4.3.
  /^-- $/,
];

/** What somebody wrote in answer to a mail, without that mail below it and without a signature. */
export function ownWords(text: string): string {
  const lines = text.split(/\r\n?|\n/);
  const end = lines.findIndex((line) => BEGINNINGS.some((beginning) => beginning.test(line)));
  const above = lines.slice(0, end === -1 ? lines.length : end);
  const own = end !== -1 && lines[end]?.startsWith('>') ? withoutIntroduction(above) : above;
  // Of whoever writes below or in between, all is taken.
  return own.join('\n').trim() || text.trim();
}

/** "On …, Shop <news@shop.example> wrote:", in whatever language; the verb may stand in a line of its own. */
function withoutIntroduction(lines: readonly string[]): readonly string[] {
  const end = lines.findLastIndex((line) => line.trim() !== '');
  const last = lines[end]?.trim() ?? '';
  if (!/[:：]$/.test(last)) return lines;
  return lines.slice(0, /[\d@]/.test(last) ? end : end - 1);
}
