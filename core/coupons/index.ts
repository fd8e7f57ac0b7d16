export type { IssueValues } from './claimant';
export { issueCoupons } from './issue';
export { type CodeShape, strengthOf } from './pattern';
export { addToPool } from './pool/add';
export { recountRedemptions } from './redeem';
