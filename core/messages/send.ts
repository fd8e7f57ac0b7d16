import { setImmediate as breathe } from 'node:timers/promises';
import { type Channel, type ChannelName, type ChannelValues, openChannel, type Result } from '../channels';
import { type Passage, passagesOf } from '../enrolments';
import { messageOf, StepError } from '../errors';
import type { JsonObject, Outcome, StepContext, StepItem } from '../steps/define';
import { tryOut } from './dry-run';
import { enter, type Entered, type Entry, keyText, settle, type Settlement } from './ledger';
import { isRefused, type Plan, planMessage, type SendValues } from './plan';
import { judge, type Objection } from './policy/judge';
import { type Reason, reasons } from './reasons';
import { openLinks } from './unsubscribe';

/** What became of an item's message, as the item carries it on. */
interface Fate {
  state: 'sent' | 'not_sent' | 'failed' | 'unknown' | 'intended';
  reason?: Reason;
  detail?: string;
  /** When it may come again: a provider was busy, or the policy opens; ISO 8601. */
  retryAt?: string;
}

/** Messages whose intent is on record while none of them may be lost at once: what a crash leaves in doubt. */
const SLICE = 100;
/** Messages written before the host gets its turn. */
const WRITTEN_AT_ONCE = 25;
const RETRY_AFTER = 15 * 60_000;

/**
 * Send via Channel: writes every message of the batch before the first goes out, refuses those that must not be
 * sent, and hands the others to their channel, each once however often its item comes by.
 */
export async function sendMessages(
  items: readonly StepItem<SendValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  const channels = new Map<ChannelName, Channel<ChannelValues>>();
  const channelOf = (name: ChannelName) => {
    const channel = channels.get(name) ?? openChannel(name, context);
    channels.set(name, channel);
    return channel;
  };
  try {
    const { plans, errors } = await planAll(items, channelOf, context);
    const [tried, real] = [plans.filter(isDry), plans.filter((plan) => !isDry(plan))];
    const outcomes: Outcome[] = [...errors, ...(await tryOut(tried, context.store))];
    const byKey = [...Map.groupBy(real, ({ key }) => keyText(key)).values()];
    for (let from = 0; from < byKey.length; from += SLICE) {
      context.signal?.throwIfAborted();
      outcomes.push(...(await carryOut(byKey.slice(from, from + SLICE), context)));
    }
    return outcomes;
  } finally {
    for (const channel of channels.values()) channel.close();
  }
}

const isDry = ({ values }: Plan) => values.dryRun;

async function planAll(
  items: readonly StepItem<SendValues>[],
  channelOf: (name: ChannelName) => Channel<ChannelValues>,
  context: StepContext,
): Promise<{ plans: Plan[]; errors: Outcome[] }> {
  const asked = items.map(({ json, values }) => ({ json, contact: values.contact }));
  const passages = await context.store.write((work) => passagesOf(work, context, asked));
  const links = await openLinks(context.store);
  const plans: Plan[] = [];
  const errors: Outcome[] = [];
  for (const [item, { json, values }] of items.entries()) {
    if (item % WRITTEN_AT_ONCE === WRITTEN_AT_ONCE - 1) await breathe();
    try {
      const passage = found(passages[item]);
      const setting = { channel: channelOf(values.channel), place: context.place, links };
      const plan = planMessage({ item, json, values }, passage, setting);
      if (!isRefused(plan.message) && plan.message.send && !values.dryRun) await plan.channel.open(values);
      plans.push(plan);
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      errors.push({ item, error });
    }
  }
  return { plans, errors };
}

function found(passage: Passage | StepError | undefined): Passage {
  if (passage && !(passage instanceof StepError)) return passage;
  throw passage ?? new StepError('The item has no contact.');
}

/** Enters, sends and settles some messages; each may stand for several items with the same key. */
async function carryOut(groups: readonly Plan[][], context: StepContext): Promise<Outcome[]> {
  const firsts = groups.flatMap(([plan]) => (plan ? [plan] : []));
  const { entered, objections } = await record(firsts, context);
  const fates = new Map<string, Fate>();
  const settlements: Settlement[] = [];
  await Promise.all(
    [...Map.groupBy(firsts, ({ channel }) => channel)].map(([{ concurrency }, plans]) =>
      inLanes(concurrency, plans, async (plan) => {
        const key = keyText(plan.key);
        const known = entered.get(key);
        const objection = objections.get(plan);
        const result = known?.ours && !objection ? await send(plan) : undefined;
        if (known?.ours && result) settlements.push(settlementOf(known.id, result, plan));
        fates.set(key, result ? fateOf(result, plan) : fateOfKnown(plan, known, objection));
      }),
    ),
  );
  await settle(context, settlements);
  return groups.flat().map((plan) => outcomeOf(plan, fates.get(keyText(plan.key))));
}

/** Decides and records what goes out, in one transaction: what is decided cannot change before it is on record. */
function record(plans: readonly Plan[], { store }: StepContext) {
  return store.write(async (work) => {
    const objections = await judge(
      work,
      store,
      plans.filter(({ message }) => !isRefused(message)),
    );
    const entries = plans.map((plan) => entryOf(plan, objections.get(plan)));
    return { objections, entered: await enter(work, store, entries) };
  });
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

/** Hands a message to its provider; undefined for what is not handed to anyone. */
async function send({ message }: Plan): Promise<Result | undefined> {
  if (isRefused(message) || !message.send) return undefined;
  try {
    return await message.send();
  } catch (error) {
    return { state: 'unknown', detail: messageOf(error) };
  }
}

const reasonOf = (result: Result): Reason | null =>
  result.state === 'sent' ? null : result.state === 'unknown' ? 'outcome_unknown' : result.reason;

function settlementOf(id: number, result: Result, { passage, address, addressKind }: Plan): Settlement {
  const providerId = result.state === 'sent' ? result.providerId : null;
  const lost = 'address' in result ? result.address : undefined;
  return {
    id,
    state: result.state,
    reason: reasonOf(result),
    providerId,
    now: passage.contact.clock.now(),
    ...(lost && address !== undefined && { lost: { kind: addressKind, value: address, reason: lost } }),
  };
}

function fateOf(result: Result, { passage }: Plan): Fate {
  const reason = reasonOf(result);
  if (result.state === 'sent' || !reason) return { state: 'sent' };
  const fate = { state: result.state, reason, detail: `${reasons[reason].en} ${result.detail}` };
  if (result.state !== 'failed' || result.reason !== 'temporary') return fate;
  const retryAt = new Date(passage.contact.clock.now() + (result.retryAfter ?? RETRY_AFTER)).toISOString();
  return { ...fate, retryAt };
}

/** The fate of a message that needs no sending: kept, refused, sent before, or under way elsewhere. */
function fateOfKnown({ message }: Plan, known: Entered | undefined, objection: Objection | undefined): Fate {
  if (!known || known.ours) {
    if (objection) return notSentBy(objection);
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

/** A message that the policy keeps back, with the time from which on it may come again. */
const notSentBy = ({ reason, nextAt }: Objection): Fate => ({
  ...notSent('not_sent', reason),
  ...(nextAt !== undefined && { retryAt: new Date(nextAt).toISOString() }),
});

const notSent = (state: Fate['state'], reason: Reason): Fate => ({
  state,
  reason,
  detail: reasons[reason].en,
});

function outcomeOf({ item, json, passage, channel }: Plan, fate: Fate | undefined): Outcome {
  if (!fate) throw new Error('a message has no fate');
  const { enrolment, leg, lastStepAt, journey } = passage;
  const carried: JsonObject = {
    ...json,
    journey: { enrolment, leg, lastStepAt, name: journey },
    message: { channel: channel.name, ...fate },
  };
  return { item, output: fate.state === 'sent' ? 'sent' : 'not_sent', json: carried };
}
