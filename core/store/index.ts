export type { Columns } from './columns';
export { insertRows } from './insert';
export { dropLease, holdLease, type Lease } from './lease';
export { type OpenOptions, openStore, sharedStore } from './open';
export type { BatchRow, ColumnKind, Dialect, Store, Work } from './store';
export type { Tables } from './tables';
export { parseStorable, storable } from './text';
export { keepSetting, readSetting, settingOf } from './settings';
