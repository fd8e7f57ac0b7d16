export { type LoadedKind, loadHistory, type LoadOptions, type LoadState } from './load';
export { loadShops, type LoadValues } from './step';
