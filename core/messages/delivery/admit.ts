import type { Store, Work } from '../../store';
import type { Plan } from '../plan';
import type { Objection } from '../policy/judge';
import { admitTo, noteMet } from './accounts';
import type { Met } from './breaker';

/**
 * Which of these messages their accounts cannot send now, within the caller's transaction, and when they can (contact's
 * time). `now`: wall, ms UTC.
 */
export async function busyAccounts(
  work: Work,
  store: Store,
  plans: readonly Plan[],
  now: number,
): Promise<Map<Plan, Objection>> {
  const objections = new Map<Plan, Objection>();
  for (const [account, own] of byAccount(plans)) {
    const perSecond = Math.max(0, ...own.map((plan) => plan.account?.perSecond ?? 0));
    const admitted = await admitTo(work, store, { name: account, perSecond }, own.length, now);
    admitted.later.forEach(({ reason, at }, index) => {
      const plan = own[admitted.now + index];
      if (plan) objections.set(plan, { reason, nextAt: plan.passage.contact.clock.at(at) });
    });
  }
  return objections;
}

/** Keeps what the accounts of a batch met, within the caller's transaction. `now`: wall, ms UTC. */
export async function noteAccounts(
  work: Work,
  store: Store,
  met: ReadonlyMap<string, Met>,
  now: number,
): Promise<void> {
  for (const [account, what] of [...met].toSorted(inOneOrder)) await noteMet(work, store, account, what, now);
}

// Two transactions that hold each other's rows would wait forever.
const inOneOrder = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);

function byAccount(plans: readonly Plan[]): [string, Plan[]][] {
  const named = plans.filter(({ account }) => account !== undefined);
  return [...Map.groupBy(named, ({ account }) => account?.name ?? '')].toSorted(inOneOrder);
}
