import { type RawBuilder, sql } from 'kysely';
import { StepError } from '../../errors';
import type { Store } from '../../store';
import { DEED_DAYS, featuresOf } from '../read/features';
import { readHistories } from '../read/history';
import { learnLikeness, type Likeness } from '../likeness/likeness';
import type { Example } from '../likeness/columns';

/** Of members, and of others: more make no better likeness. */
const WANTED_OF_EACH = 10_000;
const PEOPLE_A_PAGE = 500;

/** Likenesses by segment, and the segments to which none could be learnt, and why. */
export interface Learnt {
  likenesses: ReadonlyMap<string, Likeness>;
  refused: { segment: string; error: StepError }[];
}

/** The names of all segments that people can be in. */
export async function currentSegments(store: Store): Promise<string[]> {
  const rows = await store.bulk.selectFrom('segment').where('state', '=', 'current').select('name').execute();
  return rows.map(({ name }) => name);
}

/** Learns the likeness to the members of each segment. `now`: wall, ms UTC. `told`: after each segment. */
export async function learnLikenesses(
  store: Store,
  segments: readonly string[],
  now: number,
  told: (done: number, of: number) => void,
): Promise<Learnt> {
  const likenesses = new Map<string, Likeness>();
  const refused: Learnt['refused'] = [];
  for (const [place, segment] of segments.entries()) {
    try {
      likenesses.set(segment, await likenessTo(store, segment, now));
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      refused.push({ segment, error });
    }
    told(place + 1, segments.length);
  }
  return { likenesses, refused };
}

/**
 * The likeness to a segment's members, from about 10,000 of them and as many others, evenly spread over the contacts;
 * nobody who rehearses is among them. Throws `StepError` where there is no such segment or too few on either side.
 */
async function likenessTo(store: Store, segment: string, now: number): Promise<Likeness> {
  const current = await store.bulk
    .selectFrom('segment')
    .where('name', '=', segment)
    .where('state', '=', 'current')
    .select('id')
    .executeTakeFirst();
  if (!current) {
    throw new StepError(`There is no segment “${segment}” to be like.`, {
      advice: 'Save the segment first, and wait until everybody has been looked at.',
    });
  }
  const members = await sample(store, current.id, true);
  const others = await sample(store, current.id, false);
  return learnLikeness([
    ...(await examplesOf(store, members, true, now)),
    ...(await examplesOf(store, others, false, now)),
  ]);
}

const PRIME = 2 ** 31 - 1;

/** A number below `PRIME` for each id, as if at random (by squares modulo a prime): no rhythm of the ids is one of the sample. */
function hashOf(id: RawBuilder<number>): RawBuilder<number> {
  const spread = sql`((${id} * 48271) % ${sql.lit(PRIME)})`;
  return sql`(${spread} * ${spread}) % ${sql.lit(PRIME)}`;
}

/** Contacts in a segment or outside, in the order of their ids: about as many as are wanted, whoever they are. */
async function sample(store: Store, segment: number, member: boolean): Promise<number[]> {
  const isMember = sql<boolean>`exists (select 1 from membership as m
    where m.contact_id = r.contact_id and m.segment_id = ${segment} and m.since is not null)`;
  const people = sql`rollup as r where r.rehearsing = 0 and ${member ? isMember : sql`not ${isMember}`}`;
  const { rows: counted } = await sql<{ count: number }>`select count(*) as count from ${people}`.execute(
    store.bulk,
  );
  const share = Math.min(1, WANTED_OF_EACH / (counted[0]?.count ?? 0));
  const { rows } = await sql<{ id: number }>`
    select r.contact_id as id from ${people} and ${hashOf(sql`r.contact_id`)} < ${Math.ceil(share * PRIME)}
    order by r.contact_id`.execute(store.bulk);
  return rows.map(({ id }) => id);
}

async function examplesOf(
  store: Store,
  ids: readonly number[],
  member: boolean,
  now: number,
): Promise<Example[]> {
  const examples: Example[] = [];
  for (let i = 0; i < ids.length; i += PEOPLE_A_PAGE) {
    const asked = ids.slice(i, i + PEOPLE_A_PAGE).map((id) => ({ id, now }));
    const needs = new Set(['orders', 'goods', 'deeds'] as const);
    const histories = await readHistories(store.bulk, store, asked, needs, DEED_DAYS);
    examples.push(...histories.map((history) => ({ features: featuresOf(history), member })));
  }
  return examples;
}
