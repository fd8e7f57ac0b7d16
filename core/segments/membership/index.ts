export { startKeeper, type Keeper, type KeeperOptions } from './keeper';
export { listSegments, type ListedSegment } from './list';
export type { Change } from './live';
export { subscribe, type Subscription, unsubscribe } from './subscriptions';
export { catchUp, type News, reviewQuietly, updateMemberships } from './update';
export {
  type Defined,
  defineSegment,
  definitionFinder,
  findDefinition,
  rebuildAfterScoring,
} from './versions';
