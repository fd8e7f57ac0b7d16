import type { Clock } from '../clock';
import type { Store, Work } from '../store';
import type { Position } from './csv';
import { writeCustomers } from './customer-page';
import { customerReader } from './customers';
import type { Opened } from './opened';
import { writeOrderPage } from './order-page';
import { orderKey, orderReader } from './orders';
import { type Page, readPages } from './pages';
import { readUnits } from './units';

/** Where reading begins, and how many rows a page is to have, at the moment. */
interface From {
  position: Position;
  rowsBefore: number;
  size: () => number;
}

/** What a page is written after. */
export interface Before {
  /** When what the file says was true; ms UTC. */
  saidAt: number;
  /** All pages before: people may be looked up meanwhile, but nothing is written until they are. */
  written: Promise<void>;
  /** The orders on those of them that may not be written yet. */
  orders: readonly ReadonlySet<string>[];
}

/** What became of a page. */
export interface Written {
  /** The contacts whom it told something about. */
  contacts: number[];
  /** What is left to write is on its way to the database. */
  written: Promise<void>;
  /** The orders that it told of. */
  orders: ReadonlySet<string>;
}

/** A page that can be written. */
export interface WritablePage extends Omit<Page<unknown>, 'taken'> {
  write(work: Work, store: Store, clock: Clock, before: Before): Promise<Written>;
}

/** The pages of a file, whatever it is about. */
export function pagesOf(opened: Opened, from: From): AsyncGenerator<WritablePage, void> {
  return opened.header.subject === 'orders'
    ? orderPages(opened, opened.header, from)
    : customerPages(opened, opened.header, from);
}

type HeaderOf<S> = Extract<Opened['header'], { subject: S }>;

async function* orderPages(
  { file, format, reading, instant }: Opened,
  header: HeaderOf<'orders'>,
  { position, rowsBefore, size }: From,
): AsyncGenerator<WritablePage, void> {
  const { source, currency } = reading;
  const units = readUnits({ file, format, from: position, rowsBefore, keyOf: orderKey(header) });
  const read = orderReader({ header, source, currency, instant });
  for await (const { taken, ...page } of readPages(units, { width: header.names.length, read, size })) {
    yield {
      ...page,
      write: (work, store, clock, before) =>
        writeOrderPage(work, store, clock, { source, orders: taken, before }),
    };
  }
}

async function* customerPages(
  { file, format, reading, instant }: Opened,
  header: HeaderOf<'customers'>,
  { position, rowsBefore, size }: From,
): AsyncGenerator<WritablePage, void> {
  const { source } = reading;
  const units = readUnits({ file, format, from: position, rowsBefore });
  const readRow = customerReader({ header, source, instant });
  const read = ([cells = []]: readonly (readonly string[])[]) => readRow(cells);
  for await (const { taken, ...page } of readPages(units, { width: header.names.length, read, size })) {
    yield {
      ...page,
      write: (work, store, clock, before) =>
        writeCustomers(work, store, clock, { name: file.name, customers: taken, before }),
    };
  }
}
