export { type Calling, defineShopApi, type ShopAccount, type ShopApi } from './account';
export { callShop, type ShopAnswer, type ShopCall } from './call';
export type {
  BatchAnswer,
  CouponBatch,
  CouponTerms,
  Discount,
  FoundCoupon,
  ShopCoupon,
  ShopCoupons,
  ShopCustomer,
} from './coupons';
export { ShopError, type ShopFault } from './error';
export {
  type HistoryKind,
  historyKinds,
  type HistoryPage,
  type ShopChanges,
  type ShopHistory,
} from './history';
export { callingOf, openAccount } from './open';
export { answerReader, understood } from './read';
export { toldBy } from './rows';
export { trialCalling } from './trial';
export type { RegisteredWebhook, ShopWebhooks } from './webhooks';
