import type { StepContext } from '../steps/define';
import { busyAccounts, holdLater, type Later, passes } from './delivery';
import { type Fate, fateOfKnown } from './fate';
import { enter, type Entered, type Entry, keyText, seenAmong } from './ledger';
import { isRefused, type Plan } from './plan';
import { judge, type Objection } from './policy/judge';
import { charge, overBudget } from './spend';
import { keepLinks } from './tracking';

/** A message that is on record and goes to its provider. */
export interface Going {
  plan: Plan;
  id: number;
  /** How often its provider could not take it before. */
  tried: number;
}

/** What is decided about some messages. */
export interface Decided {
  going: Going[];
  /** Of those that go nowhere; undefined for those that are held. */
  fates: Map<Plan, Fate | undefined>;
}

/**
 * Decides and records what goes out, in one transaction: what is decided cannot change before it is on record. Each plan
 * has a key of its own.
 */
export function decide(plans: readonly Plan[], context: StepContext): Promise<Decided> {
  const { store, clock } = context;
  return store.write(async (work) => {
    const seen = await seenAmong(work, store, plans.map(askedOf));
    const open = plans.filter(({ key }) => !seen.has(keyText(key)));
    const written = open.filter(({ message }) => !isRefused(message));
    const objections = await judge(work, store, written);
    for (const objects of [overBudget, busyAccounts]) {
      const unopposed = written.filter((plan) => !objections.has(plan) && isSent(plan));
      const found = await objects(work, store, unopposed, clock.now());
      for (const [plan, objection] of found) objections.set(plan, objection);
    }
    const entered = await enter(
      work,
      store,
      open.map((plan) => entryOf(plan, objections.get(plan))),
    );
    const leaving = open.filter((plan) => !objections.has(plan));
    await keepLinks(work, store, leaving.map(linksOf));
    const ledger = new Map([...seen, ...entered]);
    const known = new Map(plans.map((plan) => [plan, ledger.get(keyText(plan.key))]));
    const later = [...objections].flatMap(([plan, { reason, nextAt }]): Later[] =>
      nextAt !== undefined && passes(reason) && known.get(plan)?.ours ? [{ plan, at: nextAt }] : [],
    );
    const going = leaving.flatMap((plan) => goingOf(plan, known.get(plan)));
    await charge(
      work,
      store,
      going.map(({ plan }) => plan),
      clock.now(),
    );
    const held = await holdLater(work, context, later);
    const fateOf = (plan: Plan) =>
      held.has(plan) ? undefined : fateOfKnown(plan, known.get(plan), objections.get(plan));
    return { going, fates: new Map(plans.map((plan) => [plan, fateOf(plan)])) };
  });
}

const askedOf = ({ key, channel, values, passage }: Plan) => ({
  ...key,
  resendable: channel.dedupes(values),
  now: passage.contact.clock.now(),
});

/** Whether it is for a provider, rather than only kept. */
export const isSent = ({ message }: Plan) => !isRefused(message) && message.send !== undefined;

const linksOf = ({ message }: Plan): ReadonlyMap<string, string> =>
  isRefused(message) ? new Map() : message.links;

const goingOf = (plan: Plan, known: Entered | undefined): Going[] =>
  known?.ours && isSent(plan) ? [{ plan, id: known.id, tried: known.attempts }] : [];

function entryOf(plan: Plan, objection: Objection | undefined): Entry {
  const { passage, address, message, values } = plan;
  const base = {
    ...askedOf(plan),
    contact: passage.contact.id,
    address: address ?? null,
    purpose: values.purpose,
    nextAt: objection?.nextAt ?? null,
  };
  const reason = isRefused(message) ? message.refused : objection?.reason;
  if (isRefused(message) || reason !== undefined) {
    return { ...base, state: 'not_sent', reason: reason ?? null, subject: null, body: '', providerId: null };
  }
  const { subject, body, send, providerId = null } = message;
  return { ...base, state: send ? 'intended' : 'kept', reason: null, subject, body, providerId };
}
