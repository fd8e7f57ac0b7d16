export type { Deed, HeldCoupon, History, World } from './history';
export { isMember } from './member';
export { momentsOf } from './moments';
export { forget, type Person, settle } from './settle';
export { type Scene, scenes } from './worlds';
