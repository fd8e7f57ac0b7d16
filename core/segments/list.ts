import { createHash } from 'node:crypto';
import Ajv from 'ajv';
import { type RawBuilder, sql } from 'kysely';
import { StepError } from '../errors';
import { parseProfile, plainProfile } from '../ingest';
import type { JsonObject, Outcome, StepContext, StepItem } from '../steps/define';
import type { Store } from '../store';
import { askedSegment, saveAsked, type SegmentChoice } from './asked';
import { type BaseOptions, loadScoring, membersQuery, resolve } from './compile';
import type { SegmentDefinition } from './definition/types';
import { definitionFinder } from './membership';

export interface ListValues extends SegmentChoice {
  sort: Sort;
  /** Of the random order: the same seed gives the same people. */
  seed: string;
  /** People of all pages together; 0 for everybody. */
  atMost: number;
  /** People of a page. */
  pageSize: number;
  /** Where the page begins; '' for: see the item, else at the beginning. */
  cursor: string;
}

export type Sort = 'newest' | 'oldest' | 'last_order' | 'most_spent' | 'most_orders' | 'random';

/** Where a page ended: by which order, at which value of it and whom, and how many people were listed before. */
type Cursor = [sort: Sort, value: number, contact: number, listed: number];

/**
 * One page of a segment's people for each item: `contacts` gets them, and `next_page` or `done` the item itself with
 * where the next page begins. Nobody is in two pages, however many come and go meanwhile.
 */
export async function listAudience(
  items: readonly StepItem<ListValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [item, { json, values }] of items.entries()) {
    try {
      outcomes.push(...(await listPage(values, json, context)).map((left) => ({ item, ...left })));
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      outcomes.push({ item, error });
    }
  }
  return outcomes;
}

async function listPage(
  values: ListValues,
  json: JsonObject,
  context: StepContext,
): Promise<{ output: string; json: JsonObject }[]> {
  const { store, clock } = context;
  const find = await definitionFinder(store.db);
  const asked = askedSegment(values, find);
  await saveAsked(context, values, asked, find);
  const base = { now: clock.now(), scoring: await loadScoring(store.db) };
  const after = cursorOf(values, json);
  const listed = after?.[3] ?? 0;
  const left = values.atMost === 0 ? Infinity : Math.max(0, values.atMost - listed);
  const size = Math.min(values.pageSize, left);
  const rows = await readPage(store, resolve(asked.definition, find), base, {
    ...values,
    after,
    size: size + 1,
  });
  const page = rows.slice(0, size);
  const last = page.at(-1);
  const total = listed + page.length;
  const more = last && rows.length > size && size < left;
  const audience = {
    segment: asked.name,
    listed: total,
    cursor: more ? written([values.sort, last.value, last.id, total]) : null,
  };
  return [
    ...page.map((member) => ({ output: 'contacts', json: toldMember(member, asked.name) })),
    { output: more ? 'next_page' : 'done', json: { ...json, audience } },
  ];
}

/** Somebody who is in the segment now, as an item tells of people; undefined where nobody is. */
export async function someMember(
  choice: SegmentChoice,
  { store, clock }: Pick<StepContext, 'store' | 'clock'>,
): Promise<ToldMember | undefined> {
  const find = await definitionFinder(store.db);
  const { name, definition } = askedSegment(choice, find);
  const base = { now: clock.now(), scoring: await loadScoring(store.db) };
  const page = { sort: 'newest', seed: '', after: undefined, size: 1 } as const;
  const [member] = await readPage(store, resolve(definition, find), base, page);
  return member && toldMember(member, name);
}

interface Member {
  id: number;
  /** By which the list is sorted. */
  value: number;
  /** JSON. */
  profile: string;
}

interface ToldMember extends JsonObject {
  contact: JsonObject;
  segment: { name: string };
}

const toldMember = ({ id, profile }: Member, segment: string): ToldMember => ({
  contact: { ...plainProfile(parseProfile(profile)), id },
  segment: { name: segment },
});

interface Page extends Pick<ListValues, 'sort' | 'seed'> {
  after: Cursor | undefined;
  size: number;
}

/** The order of each kind of list: by a number of the rollup, larger ones first unless it rises. */
const orders: Record<Sort, { by: (seed: string) => RawBuilder<number>; rises?: boolean }> = {
  newest: { by: () => sql`r.contact_id` },
  oldest: { by: () => sql`r.contact_id`, rises: true },
  last_order: { by: () => sql`coalesce(r.last_paid_at, ${sql.lit(Number.MIN_SAFE_INTEGER)})` },
  most_spent: { by: () => sql`r.spent` },
  most_orders: { by: () => sql`r.orders_paid` },
  random: { by: shuffled },
};

const PRIME = 2 ** 31 - 1;

/**
 * A number for each contact that looks drawn at random and is the same for the same seed: the fifth power modulo a
 * prime, after steps that the seed gives. No two contacts have the same.
 */
function shuffled(seed: string): RawBuilder<number> {
  const digest = createHash('sha256').update(seed).digest();
  const factor = sql.lit((digest.readUInt32BE(0) % (PRIME - 1)) + 1);
  const offset = sql.lit(digest.readUInt32BE(4) % PRIME);
  const prime = sql.lit(PRIME);
  const first = sql`((r.contact_id * ${factor} + ${offset}) % ${prime})`;
  const second = sql`(${first} * ${first} % ${prime})`;
  const fourth = sql`(${second} * ${second} % ${prime})`;
  return sql<number>`(${fourth} * ${first} % ${prime})`;
}

/** People of the segment behind a place in its order, with what is known of them: one read. */
async function readPage(
  store: Store,
  definition: SegmentDefinition,
  base: BaseOptions,
  { sort, seed, after, size }: Page,
): Promise<Member[]> {
  const { by, rises = false } = orders[sort];
  const value = by(seed);
  const direction = sql.raw(rises ? 'asc' : 'desc');
  const members = membersQuery(store, definition, base)
    .select(value.as('value'))
    .$if(after !== undefined, (query) => query.where(behind(value, rises, after)))
    .orderBy(sql`${value} ${direction}`)
    .orderBy('r.contact_id')
    .limit(size);
  return store.bulk
    .selectFrom(members.as('page'))
    .innerJoin('contact', 'contact.id', 'page.contact_id')
    .select(['contact.id', 'page.value', 'contact.profile'])
    .orderBy(sql`page.value ${direction}`)
    .orderBy('contact.id')
    .execute();
}

function behind(
  value: RawBuilder<number>,
  rises: boolean,
  [, last, contact]: Cursor = ['newest', 0, 0, 0],
): RawBuilder<boolean> {
  const compared = sql.raw(rises ? '>' : '<');
  return sql<boolean>`(${value} ${compared} ${last} or (${value} = ${last} and r.contact_id > ${contact}))`;
}

const written = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

const isCursor = new Ajv().compile<Cursor>({
  type: 'array',
  items: [
    { enum: Object.keys(orders) },
    { type: 'integer' },
    { type: 'integer' },
    { type: 'integer', minimum: 0 },
  ],
  minItems: 4,
  maxItems: 4,
});

/** Where the page begins: as the settings say, else as the item does that a page before has left. */
function cursorOf({ cursor, sort }: ListValues, { audience }: JsonObject): Cursor | undefined {
  const told = typeof audience === 'object' && audience !== null ? { ...audience } : {};
  const text = cursor.trim() || ('cursor' in told ? told.cursor : '');
  if (text === '' || text === null) return undefined;
  const parsed = typeof text === 'string' ? parsedOr(text) : undefined;
  if (isCursor(parsed) && parsed[0] === sort) return parsed;
  throw new StepError('The cursor does not belong to this list.', {
    parameter: 'cursor',
    advice:
      'Leave “Cursor” empty to begin at the first page, or give what the page before left in audience.cursor, listed in the same order.',
  });
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
