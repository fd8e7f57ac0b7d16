import { type ActivityRule, usualActivity } from '../activity';
import type { Facts } from '../facts';
import type { Likeness } from '../likeness/likeness';
import { type ChannelRule, usualChannelRule } from '../preferences/channels';
import { type HolidayCalendar, type HolidayRule, usualHolidayRule } from '../preferences/holiday';

/** Rules that shops may set for themselves. */
export interface ScoreRules {
  activity: ActivityRule;
  channels: ChannelRule;
  holidays: HolidayRule;
  /** Days ahead of which churn speaks. */
  churnDays: number;
}

export const usualRules: ScoreRules = {
  activity: usualActivity,
  channels: usualChannelRule,
  holidays: usualHolidayRule,
  churnDays: 90,
};

/** What scores are compared with. */
export interface Base {
  facts: Facts;
  likenesses: ReadonlyMap<string, Likeness>;
  rules: ScoreRules;
  calendar: HolidayCalendar;
}
