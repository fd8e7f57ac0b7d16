import { ShopError } from '../account';

export interface Line {
  text: string;
  /** The byte at which it begins. */
  from: number;
}

/** Bytes; no order of any shop is longer. */
const LONGEST_LINE = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

interface Start {
  /** Which byte of the file comes first. */
  at: number;
  /** How many bytes are passed over. */
  skip: number;
}

/** The lines of a file that comes in pieces; empty ones are passed over. Throws `ShopError` for an endless one. */
export async function* linesOf(body: AsyncIterable<Buffer>, { at, skip }: Start): AsyncGenerator<Line> {
  let from = at + skip;
  let toSkip = skip;
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of body) {
    const wanted = piece.subarray(Math.min(toSkip, piece.length));
    toSkip -= piece.length - wanted.length;
    rest = Buffer.concat([rest, wanted]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      if (end > 0) yield { text: rest.toString('utf8', 0, end), from };
      rest = rest.subarray(end + 1);
      from += end + 1;
    }
    if (rest.length > LONGEST_LINE) throw new ShopError('away', 'Shopify sent a line that never ends.');
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), from };
}
