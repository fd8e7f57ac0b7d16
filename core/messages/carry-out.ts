import type { Result } from '../channels';
import { messageOf } from '../errors';
import type { Outcome, StepContext } from '../steps/define';
import {
  backoff,
  busyAccounts,
  holdLater,
  type Later,
  type Met,
  MOST_FAILURES,
  noteAccounts,
  passes,
} from './delivery';
import { type Fate, fateOf, fateOfKnown, outcomeOf, reasonOf } from './fate';
import { enter, type Entered, type Entry, keyText, settle, type Settlement } from './ledger';
import { isRefused, type Plan } from './plan';
import { judge, type Objection } from './policy/judge';
import { charge, giveBack, overBudget } from './spend';

/** A message that is on record and goes to its provider. */
interface Going {
  plan: Plan;
  id: number;
  /** How often its provider could not take it before. */
  tried: number;
}

/** What became of it there. */
interface Gone extends Going {
  result: Result;
  /** False where its provider was in such trouble that it was not even asked. */
  asked: boolean;
}

/** What is decided about some messages, by the text of their keys. */
interface Decided {
  entered: ReadonlyMap<string, Entered>;
  objections: ReadonlyMap<Plan, Objection>;
  held: ReadonlySet<Plan>;
}

/** Enters, sends and settles some messages; each may stand for several items with the same key. Who is held has no outcome. */
export async function carryOut(groups: readonly Plan[][], context: StepContext): Promise<Outcome[]> {
  const firsts = groups.flatMap(([plan]) => (plan ? [plan] : []));
  const decided = await record(firsts, context);
  const gone = await hand(firsts.flatMap((plan) => goingOf(plan, decided)));
  const retried = await conclude(gone, context);
  const fates = new Map<string, Fate | undefined>();
  for (const plan of firsts) {
    const fate = fateOfKnown(plan, decided.entered.get(keyText(plan.key)), decided.objections.get(plan));
    fates.set(keyText(plan.key), decided.held.has(plan) ? undefined : fate);
  }
  for (const { plan, result } of gone) {
    const fate = fateOf(result, retried.at.get(plan));
    fates.set(keyText(plan.key), retried.held.has(plan) ? undefined : fate);
  }
  return groups.flat().flatMap((plan) => {
    const fate = fates.get(keyText(plan.key));
    return fate ? [outcomeOf(plan, fate)] : [];
  });
}

/** Decides and records what goes out, in one transaction: what is decided cannot change before it is on record. */
function record(plans: readonly Plan[], context: StepContext): Promise<Decided> {
  const { store, clock } = context;
  return store.write(async (work) => {
    const written = plans.filter(({ message }) => !isRefused(message));
    const objections = await judge(work, store, written);
    for (const objects of [overBudget, busyAccounts]) {
      const leaving = written.filter((plan) => !objections.has(plan) && isSent(plan));
      const found = await objects(work, store, leaving, clock.now());
      for (const [plan, objection] of found) objections.set(plan, objection);
    }
    const entries = plans.map((plan) => entryOf(plan, objections.get(plan)));
    const entered = await enter(work, store, entries);
    const later = [...objections].flatMap(([plan, { reason, nextAt }]): Later[] =>
      nextAt !== undefined && passes(reason) && entered.get(keyText(plan.key))?.ours
        ? [{ plan, at: nextAt }]
        : [],
    );
    const going = plans.flatMap((plan) => goingOf(plan, { entered, objections }));
    await charge(work, store, going.map(toPlan), clock.now());
    return { objections, entered, held: await holdLater(work, context, later) };
  });
}

/** Whether it is for a provider, rather than only kept. */
const isSent = ({ message }: Plan) => !isRefused(message) && message.send !== undefined;

const toPlan = ({ plan }: Going): Plan => plan;

function goingOf(plan: Plan, { entered, objections }: Omit<Decided, 'held'>): Going[] {
  const known = entered.get(keyText(plan.key));
  if (!known?.ours || objections.has(plan) || !isSent(plan)) return [];
  return [{ plan, id: known.id, tried: known.attempts }];
}

function entryOf(plan: Plan, objection: Objection | undefined): Entry {
  const { key, passage, address, message, channel, values } = plan;
  const { contact } = passage;
  const { purpose } = values;
  const nextAt = objection?.nextAt ?? null;
  const base = {
    ...key,
    contact: contact.id,
    address: address ?? null,
    purpose,
    nextAt,
    now: contact.clock.now(),
  };
  const reason = isRefused(message) ? message.refused : objection?.reason;
  if (isRefused(message) || reason !== undefined) {
    return { ...base, state: 'not_sent', reason: reason ?? null, subject: null, body: '', resendable: false };
  }
  const { subject, body, send } = message;
  return {
    ...base,
    state: send ? 'intended' : 'kept',
    reason: null,
    subject,
    body,
    resendable: channel.dedupes(values),
  };
}

/** Hands messages to their providers, each channel with as many under way at once as it takes. */
async function hand(going: readonly Going[]): Promise<Gone[]> {
  const gone: Gone[] = [];
  const failedInRow = new Map<string, number>();
  const lane = async (one: Going) => {
    const account = accountNameOf(one);
    const failed = failedInRow.get(account) ?? 0;
    const asked = failed < MOST_FAILURES;
    const result = asked ? await send(one.plan) : NOT_ASKED;
    if (asked) failedInRow.set(account, isAnswer(result) ? 0 : (failedInRow.get(account) ?? 0) + 1);
    gone.push({ ...one, result, asked });
  };
  await Promise.all(
    [...Map.groupBy(going, ({ plan }) => plan.channel)].map(([{ concurrency }, some]) =>
      inLanes(concurrency, some, lane),
    ),
  );
  return gone;
}

const accountNameOf = ({ plan: { account, channel } }: Going): string => account?.name ?? channel.name;

const NOT_ASKED: Result = {
  state: 'failed',
  reason: 'temporary',
  detail: 'It did not take the last ones, and was not asked.',
};

/** Whether a provider is there: it took the message, or refused it. */
const isAnswer = (result: Result) =>
  result.state === 'sent' || (result.state === 'failed' && result.reason === 'refused');

/** Runs `run` over the items, so many at a time. */
async function inLanes<T>(
  lanes: number,
  items: readonly T[],
  run: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) await run(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function send({ message }: Plan): Promise<Result> {
  if (isRefused(message) || !message.send) throw new Error('a message that is not for a provider was sent');
  try {
    return await message.send();
  } catch (error) {
    return { state: 'unknown', detail: messageOf(error) };
  }
}

/** Writes down what became of messages and how their providers fare, and holds those that are tried again, in one transaction. */
async function conclude(
  gone: readonly Gone[],
  context: StepContext,
): Promise<{ held: ReadonlySet<Plan>; at: ReadonlyMap<Plan, number> }> {
  const { store, clock } = context;
  const at = new Map(gone.flatMap((one) => againAt(one)));
  if (gone.length === 0) return { held: new Set(), at };
  const settlements = gone.map((one) => settlementOf(one, at.get(one.plan)));
  const held = await store.write(async (work) => {
    await settle(work, store, settlements, clock.now());
    const unpaid = gone.filter(({ result }) => result.state === 'failed');
    await giveBack(work, store, unpaid.map(toPlan), clock.now());
    await noteAccounts(work, store, metBy(gone, clock.now()), clock.now());
    const later = gone.flatMap(({ plan, tried }): Later[] => {
      const time = at.get(plan);
      return time !== undefined && tried + 1 < plan.values.mostTries ? [{ plan, at: time }] : [];
    });
    return holdLater(work, context, later);
  });
  return { held, at };
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
