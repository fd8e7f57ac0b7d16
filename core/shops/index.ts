export { shopApis } from './accounts';
export { exampleMapping, mappingSchema, readMapping } from './mapped';
export { canonicalLocale } from './person';
export { shops } from './registry';
export { type IgnoredTopic, listIgnored, listRejections, readRejection, type Rejection } from './rejections';
export { type Replayed, replayRejections } from './replay';
export type { Checking, Delivery, Shop, Verdict } from './shop';
