/** A Markdown table; bars and line breaks in its cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inCell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const inCell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', '<br>');

/** Text as code, whatever it holds; nothing for no text. */
export function code(text: string): string {
  if (text === '') return '';
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** JSON as a block of code: what fits in a line stands in one. */
export function jsonBlock(json: unknown): string {
  return `\`\`\`json\n${written(json, '')}\n\`\`\``;
}

const WIDTH = 80;

function written(json: unknown, indent: string): string {
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const [open, close] = Array.isArray(json) ? ['[', ']'] : ['{ ', ' }'];
  const parts = Array.isArray(json)
    ? json.map((item) => written(item, `${indent}  `))
    : Object.entries(json).map(([key, value]) => `"${key}": ${written(value, `${indent}  `)}`);
  const line = `${open}${parts.join(', ')}${close}`;
  if (indent.length + line.length <= WIDTH && !line.includes('\n')) return line;
  const lines = parts.map((part) => `${indent}  ${part}`).join(',\n');
  return `${open.trim()}\n${lines}\n${indent}${close.trim()}`;
}

/** Paragraphs, tables and headings, an empty line between them. */
export function page(blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
