import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { JsonObject } from '../steps/define';
import type { Store } from '../store';
import { marked } from './released';

/** A batch of people that was handed out and is not acknowledged yet. */
export interface Claim {
  token: string;
  waits: number[];
  /** Marked items, in the order of their times. */
  items: JsonObject[];
}

/** After so many runs that failed, a person is no longer handed out but listed. */
const MOST_ATTEMPTS = 5;

/** How many people one run gets: after a failure fewer, so that one bad item soon stands alone. */
const sizes = [1_000, 50];
const sizeAfter = (attempts: number) => sizes[attempts] ?? 1;

/**
 * Takes the people of a step whose time has come: settled, overdue, or handed out before and never acknowledged.
 * One compare-and-set decides between purchase and timeout, and between two that ask at once.
 * `now`: wall, ms UTC. `lease`: ms until the people are handed out again.
 */
export async function claimReady(
  store: Store,
  step: number,
  { now, lease }: { now: number; lease: number },
): Promise<Claim | undefined> {
  const first = await store.db
    .selectFrom('wait')
    .where('step_id', '=', step)
    .where('ready_at', '<=', now)
    .orderBy('ready_at')
    .select('attempts')
    .limit(1)
    .executeTakeFirst();
  if (!first) return undefined;
  const { attempts } = first;
  const token = randomBytes(16).toString('base64url');
  const skip = store.dialect === 'postgres' ? sql`for update skip locked` : sql``;
  const { rows } = await store.write((work) =>
    sql<{ id: number; item: string; order: number }>`
      update wait set claim = ${token}, outcome = coalesce(outcome, 'timed_out'), ready_at = ${now + lease}, attempts = attempts + 1
      where id in (
        select id from wait where step_id = ${step} and ready_at <= ${now} and attempts = ${attempts}
        order by ready_at limit ${sizeAfter(attempts)} ${skip}
      )
      returning id, item, due_at as "order"`.execute(work),
  );
  if (rows.length === 0) return undefined;
  const inOrder = rows.toSorted((a, b) => a.order - b.order || a.id - b.id);
  return {
    token,
    waits: inOrder.map(({ id }) => id),
    items: inOrder.map(({ id, item }) => marked(JSON.parse(item) as JsonObject, { wait: id, token })),
  };
}

type Held = Pick<Claim, 'token' | 'waits'>;

const held = (store: Store, { token, waits }: Held) => {
  const ids = store.batch(
    { id: 'integer' },
    waits.map((id) => ({ id })),
  );
  return sql`where id in (select asked.id from ${ids} as asked) and claim = ${token}`;
};

/** The host has run the batch: its people have gone on. */
export async function acknowledge(store: Store, claim: Held): Promise<void> {
  await store.write((work) =>
    sql`update wait set ready_at = null, fault = null, item = '{}' ${held(store, claim)}`.execute(work),
  );
}

/** The host is still at it: the lease goes on. `now`: wall, ms UTC. */
export async function renew(store: Store, claim: Held, now: number, lease: number): Promise<void> {
  await store.write((work) =>
    sql`update wait set ready_at = ${now + lease} ${held(store, claim)} and ready_at is not null`.execute(
      work,
    ),
  );
}

/**
 * The run failed: the people are handed out again, later each time, and after five times kept aside with the reason.
 * `now`: wall, ms UTC.
 */
export async function giveBack(
  store: Store,
  claim: Held,
  fault: string,
  now: number,
  pause: number,
): Promise<void> {
  await store.write((work) =>
    sql`update wait set fault = ${fault},
      ready_at = case when attempts >= ${MOST_ATTEMPTS} then null else ${now} + ${pause} * attempts * attempts end
      ${held(store, claim)}`.execute(work),
  );
}
