import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import type { ShopEvent, Taken } from '../ingest';
import { takeEvents } from '../ingest';
import type { JsonObject, Outcome, StepContext, StepItem } from '../steps/define';
import { parseStorable } from '../store';
import { genericEvent, MalformedError } from './generic';
import { type EventFields, eventFromFields } from './record-fields';

export interface RecordValues extends EventFields {
  /** `fields`: parameters say where to find what; `event`: the item is a generic event. */
  shape: 'fields' | 'event';
  source: string;
}

interface Told {
  item: number;
  json: JsonObject;
  event: ShopEvent;
}

/** As many as are taken in without keeping the host from other things. */
const PAGE = 500;

const NAMELESS =
  'it has neither an ID nor a time, so that a second run would record it twice; say in “Event ID” or “When” what tells it apart';

/**
 * Record Event: takes in an event for each item, page by page. What is no event leaves by `rejected` with the reason
 * and keeps nobody else from being recorded; what was recorded before is said to be a duplicate.
 */
export async function recordEvents(
  items: readonly StepItem<RecordValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  const now = DateTime.fromMillis(context.clock.now()).toUTC().toISO() ?? '';
  const outcomes: Outcome[] = [];
  const events: Told[] = [];
  items.forEach(({ json, values }, item) => {
    try {
      events.push({ item, json, event: eventOf(json, values, now) });
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      outcomes.push({ item, output: 'rejected', json: { ...json, reason: error.message } });
    }
  });
  for (let from = 0; from < events.length; from += PAGE) {
    context.signal?.throwIfAborted();
    outcomes.push(...(await recordPage(events.slice(from, from + PAGE), context)));
  }
  return outcomes;
}

function eventOf(json: JsonObject, values: RecordValues, now: string): ShopEvent {
  const given = storableIn(values.shape === 'event' ? json : eventFromFields(json, values, now));
  const isDated = values.shape === 'event' || values.when !== '';
  if (!isDated && values.eventId === '') throw new MalformedError(NAMELESS);
  return genericEvent(given, { source: values.source, fallbackId: digestOf(given), ownNames: true });
}

const storableIn = (given: JsonObject): unknown => parseStorable(JSON.stringify(given));

/** Names an event that brings no id of its own by all that it says. */
const digestOf = (given: unknown): string =>
  createHash('sha256').update(JSON.stringify(given)).digest('base64url');

async function recordPage(page: readonly Told[], { store, clock }: StepContext): Promise<Outcome[]> {
  const taken = await store.write((work) =>
    takeEvents(
      work,
      store,
      clock,
      page.map(({ event }) => event),
    ),
  );
  return page.map(({ item, json }, i) => ({
    item,
    output: 'recorded',
    json: { ...json, recorded: toldRecord(taken[i]) },
  }));
}

function toldRecord(taken: Taken | undefined): JsonObject {
  if (!taken) throw new Error('an event was not answered');
  const { event, contact, duplicate } = taken;
  return { event: event.name, id: event.sourceId, contact, duplicate };
}
