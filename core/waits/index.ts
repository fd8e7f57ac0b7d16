export { acknowledge, type Claim, claimReady, giveBack, renew } from './claims';
export { defer, type Deferral, deferralKey, servedStep } from './defer';
export { holdUntil } from './hold';
export { countWaiting, type HeldAtStep, listHeld } from './list';
export { park, type Parking, stepId } from './park';
export { releasedItems, runOf, unmarked } from './released';
export { Releaser, type ReleaserOptions, startReleaser } from './releaser';
export { type Journey, type Starter, startPassages } from './start';
export { startReleased } from './started';
