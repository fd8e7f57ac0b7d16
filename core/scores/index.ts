export {
  type Buyer,
  cutsFromThresholds,
  cutsOf,
  NOBODY,
  quintileCuts,
  type Rfm,
  type RfmCuts,
  type RfmThresholds,
  scoreByCuts,
} from './rfm';
export { type Tier, tierOf, tiers } from './tiers';
export { countStages, type RfmCell, rfmOfBase, type RfmOfBase, type StageCounts } from './base';
export {
  type BgNbd,
  type BuyingHistory,
  type CountedHistory,
  expectedPurchases,
  fitBgNbd,
  pAlive,
} from './churn/bg-nbd';
export {
  type CountedSpend,
  expectedAverage,
  fitGammaGamma,
  type GammaGamma,
  type SpendHistory,
} from './churn/gamma-gamma';
export { type CountedGap, type Overdue, overdueBy, type Rhythm, rhythmOf } from './churn/rhythm';
export {
  activityScore,
  type ActivityRule,
  decayed,
  type Doing,
  forgottenAfter,
  pointsOf,
  usualActivity,
} from './activity';
export { categoryPreference, type CategoryShare, type Interest, pathsOf } from './preferences/category';
export {
  type ChannelCounts,
  type ChannelResponse,
  channelResponse,
  type ChannelRule,
  countChannel,
  usualChannelRule,
} from './preferences/channels';
export { type CouponOrders, type DiscountSensitivity, discountSensitivity } from './preferences/discount';
export {
  HolidayCalendar,
  type HolidayPreference,
  holidayPreference,
  type HolidayRule,
  type HolidayShare,
  usualHolidayRule,
} from './preferences/holiday';
export { type Holiday, holidayIn, shopHolidays } from './preferences/holidays';
export {
  type Bought,
  type CountedPrice,
  type PriceBand,
  priceBands,
  type PriceCuts,
  priceCutsOf,
  type PriceLevels,
  type PricePreference,
  pricePreference,
} from './preferences/price';
export { type Auc, aucOf, type Scored } from './likeness/auc';
export { type Example, type Features } from './likeness/columns';
export { learnLikeness, type Likeness, likenessOf } from './likeness/likeness';
export { type ScoreRules, usualRules } from './read/base';
export type { Churn } from './read/churn';
export type { Preferences } from './read/preferences';
export { readResponses } from './read/channels';
export { readScores, type ScoresAsked } from './read/read';
export { type PersonScores, type Score, scores } from './read/scores';
export { runScoring, type ScoringOptions, type ScoringPart, type ScoringReport } from './run/run';
