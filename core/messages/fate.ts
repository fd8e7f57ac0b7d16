import type { Result } from '../channels';
import type { JsonObject, Outcome } from '../steps/define';
import { carriedJson, isRefused, type Plan } from './plan';
import type { Entered } from './ledger';
import type { Objection } from './policy/judge';
import { type Reason, reasons } from './reasons';
import { toldCost } from './spend';

/** What became of an item's message, as the item carries it on. */
export interface Fate {
  state: 'sent' | 'not_sent' | 'failed' | 'unknown' | 'intended';
  reason?: Reason;
  detail?: string;
  /** When it may come again: a provider was busy, or the policy opens; ISO 8601. */
  retryAt?: string;
}

export const reasonOf = (result: Result): Reason | null =>
  result.state === 'sent' ? null : result.state === 'unknown' ? 'outcome_unknown' : result.reason;

/** What a provider's answer makes of a message. `retryAt`: contact's time, ms UTC. */
export function fateOf(result: Result, retryAt: number | undefined): Fate {
  const reason = reasonOf(result);
  if (result.state === 'sent' || !reason) return { state: 'sent' };
  return { state: result.state, reason, detail: `${reasons[reason].en} ${result.detail}`, ...again(retryAt) };
}

/** The fate of a message that needs no sending: kept, refused, sent before, or under way elsewhere. */
export function fateOfKnown(
  { message }: Plan,
  known: Entered | undefined,
  objection: Objection | undefined,
): Fate {
  if (!known || known.ours) {
    if (objection) return { ...notSent('not_sent', objection.reason), ...again(objection.nextAt) };
    return isRefused(message) ? notSent('not_sent', message.refused) : { state: 'sent' };
  }
  switch (known.state) {
    case 'sent':
      return { state: 'sent' };
    case 'unknown':
      return notSent('unknown', 'outcome_unknown');
    case 'intended':
      return notSent('intended', 'in_progress');
  }
}

const again = (at: number | undefined) => (at === undefined ? {} : { retryAt: new Date(at).toISOString() });

const notSent = (state: Fate['state'], reason: Reason): Fate => ({
  state,
  reason,
  detail: reasons[reason].en,
});

/** How an item goes on with its message's fate. */
export function outcomeOf(plan: Plan, fate: Fate): Outcome {
  const { item, channel, cost } = plan;
  const isSent = fate.state === 'sent';
  const message = { channel: channel.name, ...fate, ...(isSent && cost && { cost: toldCost(cost) }) };
  const carried: JsonObject = { ...carriedJson(plan), message };
  return { item, output: isSent ? 'sent' : 'not_sent', json: carried };
}
