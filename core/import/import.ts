import type { Clock } from '../clock';
import type { Store } from '../store';
import { addToBacklog, countPage, sizeOfBacklog } from './backlog';
import type { Subject } from './fields';
import { keyOf, type Opened, openFile, type Reading } from './opened';
import { tellsPaid } from './orders';
import { Pace } from './pace';
import { useIndexes } from './plans';
import { loadProgress, type Progress, saveProgress } from './progress';
import type { RejectedRow } from './rejected';
import type { Source } from './source';
import { pagesOf, type WritablePage } from './subjects';
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
  const ended = begun.finishedAt === null ? await importRows(importing, begun) : begun;
  await countPeople(importing, ended);
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

async function importRows(importing: Importing, begun: Progress): Promise<Progress> {
  const { opened, options, pace } = importing;
  let progress = begun;
  const pages = pagesOf(opened, { position: begun, rowsBefore: begun.rows, size: () => pace.rows });
  for await (const page of readAhead(pages)) {
    options.signal?.throwIfAborted();
    await tell(opened, options, page, progress);
    progress = await importPage(importing, page, progress);
  }
  return progress;
}

async function importPage(
  { store, clock, opened, key, pace }: Importing,
  page: WritablePage,
  before: Progress,
): Promise<Progress> {
  const isLast = page.next.byte >= opened.file.size;
  const progress = { ...after(before, page), finishedAt: isLast ? clock.now() : null };
  await pace.run(page.rows, () =>
    store.write(async (work) => {
      await useIndexes(work, store);
      await saveProgress(work, key, before, progress);
      await addToBacklog(work, store, await page.write(work, store, clock, before.saidAt));
    }),
  );
  return progress;
}

/** Those of earlier imports that were stopped are counted, too. */
async function countPeople({ store, clock, pace, options }: Importing, progress: Progress): Promise<void> {
  const of = await sizeOfBacklog(store);
  for (let done = 0; done < of;) {
    options.signal?.throwIfAborted();
    const size = pace.rows;
    const counted = await pace.run(size, () => countPage(store, clock, size));
    if (counted === 0) return;
    done += counted;
    options.onState?.({ phase: 'people', done, of, rows: progress.rows, rejected: progress.rejected });
  }
}

/** What comes next is read while what came last is used. */
async function* readAhead<T>(items: AsyncGenerator<T, void>): AsyncGenerator<T> {
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
