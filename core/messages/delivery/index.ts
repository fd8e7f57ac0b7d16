export { busyAccounts, noteAccounts } from './admit';
export { backoff } from './backoff';
export { type Met, MOST_FAILURES } from './breaker';
export { holdLater, type Later, passes } from './hold';
