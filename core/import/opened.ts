import { createHash } from 'node:crypto';
import { StepError } from '../errors';
import { isCurrency } from '../money';
import { type ColumnMap, type Header, readHeader } from './columns';
import { type Format, formatOf } from './csv';
import type { Subject } from './fields';
import { instantReader, type ReadInstant, type SlashedDates } from './instants';
import { digestOf, type Source } from './source';

/** How files are to be read. */
export interface Reading {
  /** The shop whose customers and orders these are, as its webhooks are taken in. */
  source: string;
  /** IANA; of instants without an offset. */
  timeZone: string;
  /** ISO 4217; of amounts whose row names none. */
  currency: string;
  /** What parts the columns; found out without it. */
  delimiter?: string | undefined;
  /** Columns whose names are not the usual ones. */
  columns?: ColumnMap | undefined;
  /** What the files are about; found out without it. */
  subject?: Subject | undefined;
  /** How dates like 1/2/2026 are to be read; they are rejected without it. */
  dates?: SlashedDates | undefined;
}

/** A file whose header was understood. */
export interface Opened {
  file: Source;
  format: Format;
  header: Header;
  reading: Reading;
  instant: ReadInstant;
}

/** Opens a file. Throws `StepError` for one that cannot be read, or settings that do not fit it. */
export async function openFile(file: Source, reading: Reading): Promise<Opened> {
  const { timeZone, currency, delimiter, columns, subject, dates } = reading;
  if (!isCurrency(currency)) {
    throw new StepError(`“${currency}” is not an ISO 4217 code of a currency.`, {
      parameter: 'currency',
      advice: 'Use a code like EUR or USD.',
    });
  }
  const instant = instantReader(timeZone, dates);
  const format = await formatOf(file, delimiter);
  return { file, format, header: readHeader(format.header, columns, subject), reading, instant };
}

/** Tells imports apart: by what is in the file and how it is read, whatever it is called. */
export async function keyOf({ file, header, reading }: Opened): Promise<string> {
  const { source, timeZone, currency, dates } = reading;
  const read = [source, timeZone, currency, dates, header.subject, Object.entries(header.places)];
  const digest = createHash('sha256').update(await digestOf(file));
  return digest.update(JSON.stringify(read)).digest('hex');
}
