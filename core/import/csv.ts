import { type ParseResult, Parser, parse } from 'papaparse';
import { StepError } from '../errors';
import type { Source } from './source';

/** How a file's rows are written. */
export interface Format {
  delimiter: string;
  newline: '\n' | '\r\n' | '\r';
  /** The byte at which its text begins, after a byte order mark. */
  start: number;
  /** The cells of its first row. */
  header: string[];
}

/** Where to go on in a file: at a byte, after so many rows from there. */
export interface Position {
  byte: number;
  done: number;
}

/** Rows that were read together, from the byte at which the first of them begins. */
export interface Block {
  byte: number;
  rows: string[][];
  /** The byte behind the last of them. */
  end: number;
  /** Those whose quotation marks do not match, by index. */
  malformed: ReadonlySet<number>;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16 = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
const HEAD = 65_536;
const DELIMITERS = [',', ';', '\t', '|'];
/** No row is longer; a quote that is never closed would take in the rest of the file. */
const LONGEST_ROW = 4_194_304;

const begins = (bytes: Buffer, mark: Buffer) => bytes.subarray(0, mark.length).equals(mark);

const notUtf8 = (name: string) =>
  new StepError(`The file ${name} is not written in UTF-8.`, {
    advice: 'Export or save it again as “CSV UTF-8”.',
  });

/**
 * Finds out how a file is written: by its first lines, unless `delimiter` is said. Throws `StepError` when it is empty or
 * not in UTF-8.
 */
export async function formatOf(source: Source, delimiter?: string): Promise<Format> {
  const head = await headOf(source);
  if (UTF16.some((mark) => begins(head, mark))) throw notUtf8(source.name);
  const start = begins(head, BOM) ? BOM.length : 0;
  const text = head.toString('utf8', start);
  const { data, meta } = parse<string[]>(text, {
    preview: 10,
    delimiter: delimiter ?? '',
    delimitersToGuess: DELIMITERS,
  });
  const header = data[0]?.map((name) => name.trim()) ?? [];
  if (header.every((name) => name === '')) {
    throw new StepError(`The file ${source.name} has no header.`, {
      advice: 'Its first row must name the columns.',
    });
  }
  return { delimiter: meta.delimiter, newline: newlineOf(meta.linebreak), start, header };
}

const newlineOf = (linebreak: string): Format['newline'] =>
  linebreak === '\r\n' || linebreak === '\r' ? linebreak : '\n';

async function headOf({ read }: Source): Promise<Buffer> {
  const blocks: Buffer[] = [];
  let size = 0;
  for await (const block of read(0)) {
    blocks.push(block);
    size += block.length;
    if (size >= HEAD) break;
  }
  return Buffer.concat(blocks).subarray(0, HEAD);
}

/** The rows of a file from a byte on at which a row begins. Throws `StepError` for what is no text, or no end of a row. */
export async function* readBlocks(source: Source, format: Format, from: number): AsyncGenerator<Block> {
  const parser = new Parser({ delimiter: format.delimiter, newline: format.newline });
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (bytes: Buffer, stream: boolean) => {
    try {
      return decoder.decode(bytes, { stream });
    } catch {
      throw notUtf8(source.name);
    }
  };
  let byte = from;
  let rest = '';
  const cut = (text: string, last: boolean): Block => {
    // As papaparse itself reads streams: the last row may go on in what follows.
    const { data, meta, errors } = parser.parse(text, 0, !last) as ParseResult<string[]>;
    const end = byte + Buffer.byteLength(text.slice(0, meta.cursor));
    const malformed = new Set(errors.flatMap(({ row }) => row ?? []));
    const block = { byte, rows: data, end, malformed };
    byte = end;
    rest = text.slice(meta.cursor);
    return block;
  };
  for await (const bytes of source.read(from)) {
    const block = cut(rest + decode(bytes, true), false);
    if (rest.length > LONGEST_ROW) throw endless(source.name, block.end);
    if (block.rows.length > 0) yield block;
  }
  const last = cut(rest + decode(Buffer.alloc(0), false), true);
  if (last.rows.length > 0) yield last;
}

const endless = (name: string, byte: number) =>
  new StepError(`The file ${name} has a row that does not end, at byte ${byte}.`, {
    advice: 'A quotation mark there is opened and never closed: correct it.',
  });
