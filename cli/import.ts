import { wallClock } from '../core/clock';
import { fileSource, importFile, type ImportReport, type ImportState, rehearseImport } from '../core/import';
import { openStore, type Store } from '../core/store';
import type { ImportCommand } from './command';
import { progressLine } from './progress-line';
import { type Rejects, rejectsTo } from './rejects';

/** Imports files, one after the other, and tells what became of them. Throws `StepError` and `StoreError`. */
export async function importFiles(command: ImportCommand): Promise<void> {
  const store = command.place === undefined ? undefined : await openStore(command.place);
  const rejects = rejectsTo(command.rejects);
  try {
    for (const path of command.files) await importOne(path, command, rejects, store);
  } finally {
    await rejects.close();
    await store?.close();
  }
}

async function importOne(
  path: string,
  { reading }: ImportCommand,
  rejects: Rejects,
  store: Store | undefined,
): Promise<void> {
  const file = await fileSource(path);
  const line = progressLine(file.name, process.stderr);
  const options = {
    ...reading,
    onState: (state: ImportState) => line.show({ ...state, said: saidOf(state) }),
    onRejected: rejects.add,
  };
  const began = performance.now();
  try {
    const report = store
      ? await importFile(store, wallClock, file, options)
      : await rehearseImport(file, options);
    line.end();
    const seconds = (performance.now() - began) / 1000;
    console.log([...told(report, seconds, store === undefined), ...rejects.summary(report)].join('\n'));
  } finally {
    line.end();
  }
}

const count = (number: number) => number.toLocaleString('en-US');

function saidOf({ phase, done, of, rows, rejected }: ImportState): string {
  const percent = of === 0 ? 100 : Math.floor((done / of) * 100);
  if (phase === 'people') return `${percent} % of ${count(of)} people counted`;
  return `${percent} %, ${count(rows)} rows${rejected > 0 ? `, ${count(rejected)} rejected` : ''}`;
}

function told(report: ImportReport, seconds: number, dry: boolean): string[] {
  const { name, subject, rows, rejected, finishedBefore, countsAllAsPaid } = report;
  if (finishedBefore !== null)
    return [`${name}: was imported on ${new Date(finishedBefore).toISOString()}; nothing to do.`];
  const did = dry ? 'would be taken in' : 'taken in';
  return [
    `${name} (${subject}): ${count(rows - rejected)} of ${count(rows)} rows ${did}, ${count(rejected)} rejected, in ${seconds.toFixed(1)} s.`,
    ...(countsAllAsPaid
      ? ['  No column tells which orders were paid: each counts as paid when it was placed.']
      : []),
  ];
}
