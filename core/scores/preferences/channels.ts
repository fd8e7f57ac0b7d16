import { DAY } from '../days';

/** What went out on a channel, and what came of it. */
export interface ChannelCounts {
  /** Messages. */
  sent: number;
  /** Messages that were opened, clicked or replied to. */
  answered: number;
  /** Messages with a purchase soon after. */
  bought: number;
}

export interface ChannelResponse extends ChannelCounts {
  /** The chance that a message is answered, as far as they can tell. */
  answers: number;
  /** The chance that a purchase follows a message. */
  buys: number;
  /** Enough messages without one answer: leave this person out of the channel. */
  rested: boolean;
}

export interface ChannelRule {
  /** Days within which an answer or a purchase is taken to come of a message. */
  withinDays: number;
  /** Messages without any answer after which the channel rests. */
  restAfter: number;
}

export const usualChannelRule: ChannelRule = { withinDays: 7, restAfter: 5 };

/** Counts the messages of one channel that were answered or bought after. All are instants in ms, in any order. */
export function countChannel(
  sent: readonly number[],
  answers: readonly number[],
  purchases: readonly number[],
  { withinDays }: ChannelRule = usualChannelRule,
): ChannelCounts {
  const followedBy = (later: readonly number[]) =>
    sent.filter((at) => later.some((then) => then >= at && then < at + withinDays * DAY)).length;
  return { sent: sent.length, answered: followedBy(answers), bought: followedBy(purchases) };
}

/** As many messages to others as weigh like the person's own. */
const PRIOR_MESSAGES = 10;

/**
 * How a person responds on a channel: means of beta distributions that start from everybody's response on it (`base`)
 * with the weight of ten messages.
 */
export function channelResponse(
  own: ChannelCounts,
  base: ChannelCounts,
  { restAfter }: ChannelRule = usualChannelRule,
): ChannelResponse {
  const chance = (of: 'answered' | 'bought') =>
    (own[of] + PRIOR_MESSAGES * ((base[of] + 1) / (base.sent + 2))) / (own.sent + PRIOR_MESSAGES);
  return {
    ...own,
    answers: chance('answered'),
    buys: chance('bought'),
    rested: own.sent >= restAfter && own.answered === 0,
  };
}
