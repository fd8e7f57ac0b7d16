import type { Store } from '../store';

/** The people whom one step holds. */
export interface HeldAtStep {
  key: string;
  host: string;
  workflow: string;
  title: string;
  waiting: number;
  /** Kept aside after their run failed again and again. */
  aside: number;
  /** The error of such a run. */
  fault: string | null;
  /** The last time a running node asked for its people; wall, ms UTC. */
  seenAt: number;
}

/** How many people a step holds. */
export async function countWaiting(store: Store, key: string): Promise<number> {
  const { count } = await store.db
    .selectFrom('wait')
    .innerJoin('step', 'step.id', 'wait.step_id')
    .where('step.key', '=', key)
    .where('wait.ready_at', 'is not', null)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Every step that holds people, those that no running node asks for included. */
export async function listHeld(store: Store): Promise<HeldAtStep[]> {
  const rows = await store.db
    .selectFrom('wait')
    .innerJoin('step', 'step.id', 'wait.step_id')
    .where((eb) => eb.or([eb('wait.ready_at', 'is not', null), eb('wait.fault', 'is not', null)]))
    .groupBy(['step.key', 'step.host', 'step.workflow', 'step.title', 'step.seen_at'])
    .select((eb) => [
      'step.key',
      'step.host',
      'step.workflow',
      'step.title',
      'step.seen_at',
      eb.fn.count<number>('wait.ready_at').as('waiting'),
      eb.fn.countAll<number>().as('all'),
      eb.fn.max('wait.fault').as('fault'),
    ])
    .orderBy('step.key')
    .limit(1_000)
    .execute();
  return rows.map(({ key, host, workflow, title, seen_at, waiting, all, fault }) => ({
    key,
    host,
    workflow,
    title,
    waiting,
    aside: all - waiting,
    fault,
    seenAt: seen_at,
  }));
}
