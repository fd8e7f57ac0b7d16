import { type Enrolled, toldEvent, toldPeople } from '../enrolments';
import { type RehearsalRule, type ShopEvent, type Taken, takeEvents } from '../ingest';
import { takeProducts } from '../products';
import type { Answer, JsonObject, ReceivedRequest, StepContext } from '../steps/define';
import { journeyOf, type PassageRule, reEntryOf, stepKeyOf } from '../steps/shared';
import type { Store, Work } from '../store';
import { startPassages, stepId } from '../waits';
import { Gatherer } from './gather';
import { MalformedError } from './generic/parse';
import { shopNamed } from './registry';
import { countIgnored, keepRejection } from './rejections';
import type { Delivery, Shop, Told } from './shop';

export interface IntakeValues extends PassageRule {
  shop: string;
  events: string[];
  source: string;
  stepKey: string;
  /** JSON: see core/shops/mapped. */
  mapping?: string;
  rehearsalPeople: string;
  rehearsalMonth: 'minute' | 'ten_minutes' | 'hour';
}

/** Larger bodies are refused unread. */
export const LARGEST_BODY = 1_048_576;

const refuse = (status: number, reason: string): Answer => ({ status, body: { error: reason } });

/**
 * Shop Event Trigger, a request: checks it, takes its events in, and enrols those whom the chosen events bring, all
 * in one transaction, which requests that come at once share. The people who start are parked at the trigger, ready
 * at once: the releaser hands them out.
 */
export async function receiveShopEvent(
  request: ReceivedRequest,
  values: IntakeValues,
  context: StepContext,
): Promise<Answer> {
  if (request.rawBody.length > LARGEST_BODY) return refuse(413, 'the body is larger than 1 MiB');
  const shop = shopNamed(values.shop);
  const verdict = await shop.verify(request, context);
  if ('answer' in verdict) return verdict.answer;
  const { status, body } = await receiveDelivery(shop, verdict.delivery, values, context);
  return { status, body: { ...body, ...shop.acknowledgement } };
}

const nothing = { taken: 0, duplicates: 0, started: 0 };

async function receiveDelivery(
  shop: Shop,
  delivery: Delivery,
  values: IntakeValues,
  context: StepContext,
): Promise<Answer> {
  const { store, clock, place, log } = context;
  const { source, mapping } = values;
  const at = clock.now();
  try {
    const told = shop.parse(delivery, source, mapping);
    if (told) return await takeIn(told, values, context);
    await countIgnored(store, shop, {
      topic: shop.topicOf?.(delivery, mapping) ?? delivery.topic,
      source,
      at,
    });
    return { status: 200, body: { ...nothing, ignored: 1 } };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    const reason = error.message;
    if (shop.isOwn) return refuse(400, reason);
    await keepRejection(store, shop, delivery, { receiver: { place, values }, reason, at });
    log.warn(`${shop.label.en} ${delivery.topic}: ${reason}. It is kept: npx shop-journeys rejections`);
    return { status: 200, body: { ...nothing, rejected: 1 } };
  }
}

/** What taking events in needs of a step's context. */
type Taking = Pick<StepContext, 'store' | 'clock' | 'place'>;

/** Takes in what is believed, as the trigger with these values at this place does; together with what comes at once. */
export async function takeIn(told: Told, values: IntakeValues, context: Taking): Promise<Answer> {
  if (sizeOf(told) === 0) return { status: 200, body: nothing };
  const { store, place } = context;
  return await gathererOf(store).add(JSON.stringify([place, values]), { told, values, context });
}

const sizeOf = ({ events, products }: Told): number => events.length + products.length;

/** A request that is believed. */
interface Received {
  told: Told;
  values: IntakeValues;
  context: Taking;
}

/** As many as are taken in without keeping the host from other things. */
const MOST_EVENTS = 500;
const gatherers = new WeakMap<Store, Gatherer<Received, Answer>>();

function gathererOf(store: Store): Gatherer<Received, Answer> {
  const kept = gatherers.get(store);
  if (kept) return kept;
  const made = new Gatherer(takeTogether, {
    most: MOST_EVENTS,
    sizeOf: ({ told }: Received) => sizeOf(told),
  });
  gatherers.set(store, made);
  return made;
}

/** Takes in what one trigger received, with the same values, in one transaction; an answer to each request. */
async function takeTogether(received: readonly [Received, ...Received[]]): Promise<Answer[]> {
  const [{ values, context }] = received;
  return context.store.write(async (work) => {
    const all = {
      events: received.flatMap(({ told }) => told.events),
      products: received.flatMap(({ told }) => told.products),
    };
    const { taken, starting } = await takeWithin(work, all, values, context);
    const answers: Answer[] = [];
    let from = 0;
    for (const { told } of received) {
      const own = taken.slice(from, (from += told.events.length));
      const body = await toldAnswer(work, context, own, starting);
      const products = told.products.length;
      answers.push({ status: 200, body: { ...body, ...(products > 0 && { products }) } });
    }
    return answers;
  });
}

/**
 * Takes in what is believed, within the caller's transaction, and enrols those whom the trigger's chosen events bring.
 * `starting`: the ids of those events.
 */
export async function takeWithin(
  work: Work,
  { events, products }: Told,
  values: IntakeValues,
  context: Taking,
): Promise<{ taken: Taken[]; starting: ReadonlySet<number> }> {
  const { store, clock, place } = context;
  const taken = await takeEvents(work, store, clock, events, rehearsalRule(values));
  await takeProducts(work, store, values.source, products);
  const started = place.manual ? [] : await start(work, taken, values, context);
  return { taken, starting: new Set(started.map(({ event }) => event)) };
}

async function toldAnswer(
  work: Work,
  context: Taking,
  taken: readonly Taken[],
  starting: ReadonlySet<number>,
): Promise<JsonObject> {
  const duplicates = taken.filter(({ duplicate }) => duplicate).length;
  const started = taken.filter(({ id }) => starting.has(id)).length;
  const counts = { taken: taken.length - duplicates, duplicates, started };
  return context.place.manual ? { ...counts, events: await toldAll(work, context, taken) } : counts;
}

const MONTH = 30 * 86_400_000;
const rehearsalMonths = { minute: 60_000, ten_minutes: 600_000, hour: 3_600_000 };

function rehearsalRule({ rehearsalPeople, rehearsalMonth }: IntakeValues): RehearsalRule | undefined {
  const patterns = rehearsalPeople
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '');
  if (patterns.length === 0) return undefined;
  const matchers = patterns.map(
    (pattern) => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`),
  );
  return {
    speed: MONTH / rehearsalMonths[rehearsalMonth],
    matches: ({ identities }: ShopEvent) =>
      identities.some(
        ({ kind, value }) =>
          !kind.startsWith('order:') && matchers.some((matcher) => matcher.test(value.toLowerCase())),
      ),
  };
}

/** Shops tell of old orders and customers whenever they change; only what is as new as this starts anybody. */
const NEWS = 3 * 86_400_000;

const isNews = ({ event }: Taken, shop: Shop, now: number): boolean =>
  (shop.isOwn ?? false) || event.at > now - NEWS;

async function start(
  work: Work,
  taken: readonly Taken[],
  values: IntakeValues,
  context: Taking,
): Promise<Enrolled[]> {
  const { clock, place } = context;
  const shop = shopNamed(values.shop);
  const chosen = taken.filter(
    (entry) =>
      !entry.duplicate && values.events.includes(entry.event.name) && isNews(entry, shop, clock.now()),
  );
  if (chosen.length === 0) return [];
  const journey = {
    step: await stepId(work, stepKeyOf(values, place), place, clock.now()),
    name: journeyOf(values, place),
    reEntry: reEntryOf(values),
  };
  const starters = chosen.map((entry) => ({
    contact: entry.contact,
    event: entry.id,
    at: entry.at,
    said: { event: toldTaken(entry) },
  }));
  return startPassages(work, context, journey, starters);
}

const toldTaken = ({ event, at }: Taken): JsonObject => toldEvent(event.name, at, event.data);

/** What a test from the editor shows: each event as an item. */
async function toldAll(work: Work, context: Taking, taken: readonly Taken[]): Promise<JsonObject[]> {
  const people = await toldPeople(
    work,
    context,
    taken.map(({ contact }) => contact),
  );
  return taken.map((entry) => ({ contact: people.get(entry.contact) ?? {}, event: toldTaken(entry) }));
}
