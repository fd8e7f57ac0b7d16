import type { Result } from '../channels';
import type { StepContext } from '../steps/define';
import { backoff, holdLater, type Later, type Met, noteAccounts } from './delivery';
import { type Fate, fateOf, reasonOf } from './fate';
import { accountNameOf, type Gone, isAnswer } from './hand';
import { settle, type Settlement } from './ledger';
import type { Plan } from './plan';
import { giveBack } from './spend';

/**
 * Writes down what became of messages and how their providers fare, and holds those that are tried again, in one
 * transaction. Answers their fates; undefined for those that are held.
 */
export async function conclude(
  gone: readonly Gone[],
  context: StepContext,
): Promise<Map<Plan, Fate | undefined>> {
  const { store, clock } = context;
  if (gone.length === 0) return new Map();
  const at = new Map(gone.flatMap(againAt));
  const held = await store.write(async (work) => {
    const settlements = gone.map((one) => settlementOf(one, at.get(one.plan)));
    await settle(work, store, settlements, clock.now());
    const unpaid = gone.filter(({ result }) => result.state === 'failed').map(({ plan }) => plan);
    await giveBack(work, store, unpaid, clock.now());
    await noteAccounts(work, store, metBy(gone, clock.now()), clock.now());
    const later = gone.flatMap(({ plan, tried }): Later[] => {
      const time = at.get(plan);
      return time !== undefined && tried + 1 < plan.values.mostTries ? [{ plan, at: time }] : [];
    });
    return holdLater(work, context, later);
  });
  return new Map(
    gone.map(({ plan, result }) => [plan, held.has(plan) ? undefined : fateOf(result, at.get(plan))]),
  );
}

/** When a message that could not be taken is tried again; contact's time, ms UTC. */
function againAt({ plan, result, tried }: Gone): [Plan, number][] {
  if (result.state !== 'failed' || result.reason !== 'temporary') return [];
  return [[plan, plan.passage.contact.clock.now() + backoff(tried, result.retryAfter)]];
}

function settlementOf({ id, plan, result, asked }: Gone, nextAt: number | undefined): Settlement {
  const { passage, address, addressKind } = plan;
  const lost = 'address' in result ? result.address : undefined;
  return {
    id,
    state: result.state,
    reason: reasonOf(result),
    providerId: result.state === 'sent' ? result.providerId : null,
    tries: nextAt !== undefined && asked ? 1 : 0,
    nextAt: nextAt ?? null,
    now: passage.contact.clock.now(),
    ...(lost && address !== undefined && { lost: { kind: addressKind, value: address, reason: lost } }),
  };
}

/** How long (ms) a provider wants to hear nothing from the account. */
const restAsked = (result: Result): number[] =>
  'wholeAccount' in result && result.retryAfter !== undefined ? [result.retryAfter] : [];

/** What the accounts met. */
function metBy(gone: readonly Gone[], now: number): Map<string, Met> {
  const asked = gone.filter((one) => one.asked);
  const byAccount = Map.groupBy(asked, accountNameOf);
  return new Map([...byAccount].map(([account, some]) => [account, metIn(some, now)]));
}

function metIn(gone: readonly Gone[], now: number): Met {
  const answered = gone.filter(({ result }) => isAnswer(result)).length;
  const waits = gone.flatMap(({ result }) => restAsked(result));
  const askedUntil = waits.length > 0 ? { askedUntil: now + Math.max(...waits) } : {};
  return { answered, failed: gone.length - answered, ...askedUntil };
}
