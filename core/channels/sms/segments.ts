/** The default alphabet of GSM 03.38, without the escape to its extension. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** Its extension table: each of these goes behind an escape. */
const EXTENSION = new Set('\f^{}\\[~]|€');

interface Alphabet {
  encoding: 'GSM-7' | 'UCS-2';
  /** Units in a message of one segment. */
  single: number;
  /** Units in each segment of several, which begin with a header. */
  part: number;
  /** Units that a letter takes; they stay together. */
  unitsOf(letter: string): number;
}

const gsm: Alphabet = {
  encoding: 'GSM-7',
  single: 160,
  part: 153,
  unitsOf: (letter) => (EXTENSION.has(letter) ? 2 : 1),
};

const ucs: Alphabet = { encoding: 'UCS-2', single: 70, part: 67, unitsOf: (letter) => letter.length };

/** How a text travels by SMS; each segment is paid for. */
export interface Segmented extends Pick<Alphabet, 'encoding' | 'single' | 'part'> {
  segments: number;
  /** The text of each. */
  parts: string[];
  /** Septets of GSM-7, or 16-bit units of UCS-2. */
  units: number;
  /** The letters, each once, for whose sake the whole text is in UCS-2. */
  foreign: string[];
}

/** Counts the segments that a text takes. */
export function segmentsOf(text: string): Segmented {
  const letters = Array.from(text);
  const foreign = [...new Set(letters.filter((letter) => !BASIC.has(letter) && !EXTENSION.has(letter)))];
  const alphabet = foreign.length === 0 ? gsm : ucs;
  const { encoding, single, part, unitsOf } = alphabet;
  const units = letters.reduce((sum, letter) => sum + unitsOf(letter), 0);
  const parts = units <= single ? [text] : parted(letters, alphabet);
  return { encoding, single, part, units, foreign, segments: parts.length, parts };
}

/** The letters in parts; one that would be cut in two begins the next. */
function parted(letters: readonly string[], { part, unitsOf }: Alphabet): string[] {
  const parts: string[] = [];
  let text = '';
  let filled = 0;
  for (const letter of letters) {
    const size = unitsOf(letter);
    if (filled + size > part) {
      parts.push(text);
      text = '';
      filled = 0;
    }
    text += letter;
    filled += size;
  }
  return [...parts, text];
}
