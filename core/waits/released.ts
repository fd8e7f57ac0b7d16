import { DateTime } from 'luxon';
import type { EventData } from '../ingest';
import type { JsonObject } from '../steps/define';
import type { Store } from '../store';

/** An item that the releaser handed out, without its mark. */
export interface Released {
  /** `settled`, `timed_out`, or for a journey's start `timed_out` too. */
  outcome: string;
  json: JsonObject;
}

interface Mark {
  wait: number;
  token: string;
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

const journeyOf = ({ journey }: JsonObject): JsonObject => (isObject(journey) ? journey : {});

function markOf(json: JsonObject): Mark | undefined {
  const { claim } = journeyOf(json);
  if (typeof claim !== 'object' || claim === null || !('wait' in claim) || !('token' in claim))
    return undefined;
  const { wait, token } = claim;
  return Number.isSafeInteger(wait) && typeof token === 'string' ? { wait: Number(wait), token } : undefined;
}

/** The item without a mark, and without what leads to the run that waits. */
export function unmarked(json: JsonObject): JsonObject {
  const { claim, run, ...journey } = journeyOf(json);
  return claim === undefined && run === undefined ? json : { ...json, journey };
}

/** What leads to the run that waits with the person of a handed-out item; undefined where none does. */
export function runOf(json: JsonObject): string | undefined {
  const { run } = journeyOf(json);
  return typeof run === 'string' ? run : undefined;
}

/** The item with the mark by which its release is recognised. */
export function marked(json: JsonObject, mark: Mark): JsonObject {
  return { ...json, journey: { ...journeyOf(json), claim: mark } };
}

/**
 * The items among `items` that the store itself released at the step `key`, by index. A mark is only believed
 * where the store knows it: an item from elsewhere that carries one is not released, nor one that has gone on already.
 */
export async function releasedItems(
  store: Store,
  key: string,
  items: readonly JsonObject[],
): Promise<Map<number, Released>> {
  const marks = items.map(markOf);
  const asked = marks.flatMap((mark) => (mark ? [{ id: mark.wait }] : []));
  if (asked.length === 0) return new Map();
  const batch = store.batch({ id: 'integer' }, asked);
  const rows = await store.db
    .selectFrom(batch.as('asked'))
    // Cross join: SQLite then looks up each wait that is asked for, and does not walk all that the step holds for each.
    .crossJoin('wait')
    .innerJoin('step', 'step.id', 'wait.step_id')
    .leftJoin('event', 'event.id', 'wait.event_id')
    .whereRef('wait.id', '=', 'asked.id')
    .where('step.key', '=', key)
    // Whoever was acknowledged has gone on: a mark is good for the runs of one hand-out.
    .where('wait.ready_at', 'is not', null)
    .select(['wait.id', 'wait.claim', 'wait.outcome', 'wait.due_at', 'event.name', 'event.at', 'event.data'])
    .execute();
  const known = new Map(rows.map((row) => [row.id, row]));
  const released = new Map<number, Released>();
  items.forEach((json, index) => {
    const mark = marks[index];
    const row = mark && known.get(mark.wait);
    if (!row || row.outcome === null || row.claim === null || row.claim !== mark.token) return;
    const plain = unmarked(json);
    const journey = { ...journeyOf(plain), leg: row.id, lastStepAt: row.at ?? row.due_at };
    const answer =
      row.name === null || row.at === null || row.data === null
        ? {}
        : { settledBy: settledBy(row.name, row.at, row.data) };
    released.set(index, { outcome: row.outcome, json: { ...plain, journey, ...answer } });
  });
  return released;
}

function settledBy(name: string, at: number, data: string): JsonObject {
  const said = JSON.parse(data) as EventData;
  return { name, at: DateTime.fromMillis(at).toUTC().toISO(), ...said };
}
