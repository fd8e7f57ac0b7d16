export { type Asked, evaluate, type Verdict } from './evaluate';
export { explain, type Reason } from './explain';
export { type Estimate, estimateMembers } from './estimate';
export { type BaseOptions, countMembers, membersQuery } from './members';
export { resolve } from './resolve';
export { loadScoring, type Scoring } from './scoring';
export { type Touch, touchesOf } from './touches';
