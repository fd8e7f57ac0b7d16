export { trackedHtml } from './html';
export { type Ear, ears, startListening } from './listen';
export { keepLinks, TrackedLinks, type Tracking, trackingAddress } from './links';
export { receiveMessageEvents, tellers, type TrackingStepValues } from './receive';
export { beginTracking, callbackAddresses, isTracking, trackingOf } from './setup';
export type { StartingValues } from './start';
export { tagOf } from './token';
export { trackedOf, type TrackingValues } from './values';
export { isWeb } from './web';
