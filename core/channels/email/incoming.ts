import { messageOf } from '../../errors';
import { MalformedError } from '../../shops/shape';
import { storable } from '../../store';

/** A mail that came in. */
export interface Incoming {
  /** The value of a header, the first of its name; lower-case names. */
  header(name: string): string | undefined;
  /** ms UTC. */
  at: number | undefined;
  text: string;
  /** The first part of one of these types, as text. */
  part(...types: string[]): string | undefined;
}

/** Reads the bytes of a mail. Throws `MalformedError`. */
export async function readMail(raw: Buffer): Promise<Incoming> {
  const { headers, date = '', text = '', attachments } = await parsed(raw);
  const header = (name: string) => {
    const value = headers.find(({ key }) => key === name)?.value;
    return value === undefined ? undefined : storable(value);
  };
  if (header('from') === undefined) throw new MalformedError('the body is no mail: it has no From');
  const at = Date.parse(date);
  return {
    header,
    at: Number.isNaN(at) ? undefined : at,
    text: storable(text),
    part(...types) {
      const content = attachments.find(({ mimeType }) => types.includes(mimeType))?.content;
      return typeof content === 'string' ? storable(content) : undefined;
    },
  };
}

async function parsed(raw: Buffer) {
  const { default: PostalMime } = await import('postal-mime');
  try {
    return await PostalMime.parse(raw, { forceRfc822Attachments: true, attachmentEncoding: 'utf8' });
  } catch (error) {
    throw new MalformedError(`the mail cannot be read: ${messageOf(error)}`);
  }
}

/** Groups of fields with a blank line after each, as headers are written; lower-case names, the first of each. */
export function fieldGroups(written: string): Map<string, string>[] {
  return written
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/)
    .map((group) => new Map(group.split('\n').reverse().flatMap(fieldIn)));
}

function fieldIn(line: string): [name: string, value: string][] {
  const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
  return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value.trim()]];
}
