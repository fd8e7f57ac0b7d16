import type { Clock } from '../clock';
import type { Store } from '../store';
import { addToBacklog, countPage, sizeOfBacklog } from './backlog';
import type { Subject } from './fields';
import { keyOf, type Opened, openFile, type Reading } from './opened';
import { tellsPaid } from './orders';
import { Pace } from './pace';
import { useIndexes, withMemory } from './plans';
import { loadProgress, type Progress, saveProgress } from './progress';
import type { RejectedRow } from './rejected';
import type { Source } from './source';
import { pagesOf, type WritablePage } from './subjects';
import { UnderWay } from './under-way';
import { beginning } from './units';

export interface ImportOptions extends Reading {
  /** Others in this process write, too. */
  shared?: boolean;
  /** Ends the import between two transactions; it throws the reason. */
  signal?: AbortSignal | undefined;
  onState?: (state: ImportState) => void;
  /** Told before the rows around them are taken in. */
  onRejected?: (rows: readonly RejectedRow[], header: readonly string[]) => Promise<void>;
}

/** How far an import is. */
export interface ImportState {
  /** The rows of the file are read, or the orders of its people counted. */
  phase: 'rows' | 'people';
  /** Bytes of the file, or people. */
  done: number;
  of: number;
  rows: number;
  rejected: number;
}

/** What became of a file. */
export interface ImportReport {
  name: string;
  subject: Subject;
  /** Rows after the header, empty ones among them, from the beginning of the file. */
  rows: number;
  rejected: number;
  /** How many rows were rejected, by reason. */
  reasons: Readonly<Record<string, number>>;
  /** No column tells which orders were paid, so each counts as paid when it was placed. */
  countsAllAsPaid: boolean;
  /** When it had been imported whole before, so that nothing was changed; wall, ms UTC. */
  finishedBefore: number | null;
}

/**
 * Imports a file of history into a store: a page in each transaction, with how far the file is, so that an import that was
 * stopped goes on there, and one that is done changes nothing. History is facts, not happenings: no journey starts by it.
 * Throws `StepError` for a file that cannot be read, and `StoreError`.
 */
export async function importFile(
  store: Store,
  clock: Clock,
  file: Source,
  options: ImportOptions,
): Promise<ImportReport> {
  const opened = await openFile(file, options);
  const key = await keyOf(opened);
  const begun = await loadProgress(store, key, {
    name: file.name,
    saidAt: Math.min(file.writtenAt, clock.now()),
    beginning: beginning(opened.format),
  });
  const importing: Importing = {
    store,
    clock,
    opened,
    key,
    options,
    pace: new Pace(store, options.shared ?? false),
  };
  const ended = await withMemory(store, options.shared ?? false, async () => {
    const progress = begun.finishedAt === null ? await importRows(importing, begun) : begun;
    await countPeople(importing, progress);
    return progress;
  });
  return { ...reportOf(opened, ended), finishedBefore: begun.finishedAt };
}

/** Reads a file as an import would, and changes nothing. Throws `StepError`. */
export async function rehearseImport(file: Source, options: ImportOptions): Promise<ImportReport> {
  const opened = await openFile(file, options);
  let progress: Progress = {
    ...beginning(opened.format),
    rows: 0,
    rejected: 0,
    reasons: {},
    saidAt: 0,
    finishedAt: null,
  };
  for await (const page of pagesOf(opened, { position: progress, rowsBefore: 0, size: () => 0 })) {
    await tell(opened, options, page, progress);
    progress = after(progress, page);
  }
  return { ...reportOf(opened, progress), finishedBefore: null };
}

interface Importing {
  store: Store;
  clock: Clock;
  opened: Opened;
  key: string;
  options: ImportOptions;
  pace: Pace;
}

/** So many rows are read at once, and then at hand while they are written. */
const PAGE = 10_000;

async function importRows(importing: Importing, begun: Progress): Promise<Progress> {
  const { opened, pace } = importing;
  const size = () => Math.min(pace.rows, PAGE);
  const pages = readAhead(pagesOf(opened, { position: begun, rowsBefore: begun.rows, size }));
  let progress = begun;
  while (progress.finishedAt === null) {
    const before = progress;
    progress = await pace.run(
      () => importSome(importing, pages, before),
      ({ rows }) => rows - before.rows,
    );
  }
  return progress;
}

/** Takes the next pages in, in one transaction: one of them, or as many as the pace allows where none is tried again. */
async function importSome(
  importing: Importing,
  pages: AsyncIterator<WritablePage, void>,
  before: Progress,
): Promise<Progress> {
  const { store, clock, opened, key, pace } = importing;
  const most = store.dialect === 'sqlite' ? pace.rows : 1;
  const first = await nextPage(importing, pages, before);
  return store.write(async (work) => {
    await useIndexes(work, store);
    const underWay = new UnderWay();
    const told = new Set<number>();
    let progress = before;
    try {
      for (let page = first; ; page = await nextPage(importing, pages, progress)) {
        const written = await page.write(work, store, clock, {
          ...(await underWay.room()),
          saidAt: before.saidAt,
        });
        underWay.add(written);
        for (const contact of written.contacts) told.add(contact);
        progress = after(progress, page);
        if (page.next.byte >= opened.file.size || progress.rows - before.rows >= most) break;
      }
    } finally {
      // Until then the transaction must not end, whatever it ends with.
      await underWay.settled();
    }
    if (progress.byte >= opened.file.size) progress = { ...progress, finishedAt: clock.now() };
    await saveProgress(work, key, before, progress);
    await addToBacklog(work, store, [...told]);
    return progress;
  });
}

async function nextPage(
  { opened, options }: Importing,
  pages: AsyncIterator<WritablePage, void>,
  before: Progress,
): Promise<WritablePage> {
  options.signal?.throwIfAborted();
  const { value: page } = await pages.next();
  if (!page) throw new Error('a file ended before its end');
  await tell(opened, options, page, before);
  return page;
}

/** So many people are counted at once: their orders are sorted in memory. */
const MOST_COUNTED = 25_000;

/** Those of earlier imports that were stopped are counted, too. */
async function countPeople({ store, clock, pace, options }: Importing, progress: Progress): Promise<void> {
  const of = await sizeOfBacklog(store);
  for (let done = 0; done < of;) {
    options.signal?.throwIfAborted();
    const size = Math.min(pace.rows, MOST_COUNTED);
    const counted = await pace.run(
      () => countPage(store, clock, size),
      (people) => people,
    );
    if (counted === 0) return;
    done += counted;
    options.onState?.({ phase: 'people', done, of, rows: progress.rows, rejected: progress.rejected });
  }
}

/** What comes next is read while what came last is used. */
async function* readAhead<T>(items: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  let next = items.next();
  for (;;) {
    const result = await next;
    if (result.done) return;
    next = items.next();
    // Whoever asks for it hears of its error; by then the host would have ended for it.
    next.catch(() => undefined);
    yield result.value;
  }
}

function after(progress: Progress, page: WritablePage): Progress {
  const reasons = { ...progress.reasons };
  for (const { reason } of page.rejected) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    ...progress,
    ...page.next,
    rows: progress.rows + page.rows,
    rejected: progress.rejected + page.rejected.length,
    reasons,
  };
}

async function tell(
  { file, header }: Opened,
  { onState, onRejected }: ImportOptions,
  { rejected, next }: WritablePage,
  before: Progress,
): Promise<void> {
  if (rejected.length > 0) await onRejected?.(rejected, header.names);
  const { rows } = before;
  onState?.({
    phase: 'rows',
    done: next.byte,
    of: file.size,
    rows,
    rejected: before.rejected + rejected.length,
  });
}

const reportOf = ({ file, header }: Opened, { rows, rejected, reasons }: Progress) => ({
  name: file.name,
  subject: header.subject,
  rows,
  rejected,
  reasons,
  countsAllAsPaid: header.subject === 'orders' && !tellsPaid(header),
});
