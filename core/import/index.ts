export { type ColumnMap } from './columns';
export { formatOf, readBlocks } from './csv';
export { type Subject } from './fields';
export {
  importFile,
  type ImportOptions,
  type ImportReport,
  type ImportState,
  rehearseImport,
} from './import';
export { type SlashedDates } from './instants';
export { type Reading } from './opened';
export { Pace } from './pace';
export { type RejectedRow } from './rejected';
export { fileSource, type Source, textSource } from './source';
export { importFiles, type ImportValues } from './step';
