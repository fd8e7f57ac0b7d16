import type { SendingAccount } from '../../channels';
import type { Store, Work } from '../../store';
import { admit, after, type Health, type Met } from './breaker';
import { type Bucket, take } from './rate';

const MICROSECONDS = 1_000;

/** Of the messages that an account is to send, how many may go now, and when each of the others; wall, ms UTC. */
export interface Admitted {
  now: number;
  later: { reason: 'rate_limited' | 'provider_rests'; at: number }[];
}

type State = Bucket & Health;

/**
 * Decides how many of `wanted` messages an account may send now, within the caller's transaction: all who send by it,
 * in whatever process, share its bucket and its breaker. `now`: wall, ms UTC.
 */
export async function admitTo(
  work: Work,
  store: Store,
  { name, perSecond }: SendingAccount,
  wanted: number,
  now: number,
): Promise<Admitted> {
  const state = await stateOf(work, store, name, perSecond > 0);
  if (!state) return { now: wanted, later: [] };
  const { admitted, health } = admit(state, wanted, now);
  const taken = perSecond > 0 ? take(state, admitted, perSecond, now * MICROSECONDS) : undefined;
  const next = { ...state, ...health, ...(taken && { fullAt: taken.fullAt, queueUntil: taken.queueUntil }) };
  if (taken || health !== state) await keep(work, name, next);
  const queued = taken?.later.map((at) => ({
    reason: 'rate_limited' as const,
    at: Math.ceil(at / MICROSECONDS),
  }));
  const resting = Array.from({ length: wanted - admitted }, () => ({
    reason: 'provider_rests' as const,
    at: health.restUntil,
  }));
  return { now: taken?.now ?? admitted, later: [...(queued ?? []), ...resting] };
}

/** Keeps how an account fared with a batch, within the caller's transaction. `now`: wall, ms UTC. */
export async function noteMet(work: Work, store: Store, name: string, met: Met, now: number): Promise<void> {
  const hasTrouble = met.failed > 0 || met.askedUntil !== undefined;
  const state = await stateOf(work, store, name, hasTrouble);
  if (!state || (!hasTrouble && state.failures === 0 && state.restUntil === 0)) return;
  await keep(work, name, { ...state, ...after(state, met, now) });
}

/** The account as it stands, with its row held; undefined for one without trouble or limit, which has no row. */
async function stateOf(work: Work, store: Store, name: string, make: boolean): Promise<State | undefined> {
  if (make) {
    await work
      .insertInto('sending_account')
      .values({ name })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
  }
  const row = await work
    .selectFrom('sending_account')
    .where('name', '=', name)
    .selectAll()
    .$if(store.dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst();
  return (
    row && {
      fullAt: row.full_at,
      queueUntil: row.queue_until,
      failures: row.failures,
      rests: row.rests,
      restUntil: row.rest_until,
    }
  );
}

async function keep(work: Work, name: string, state: State): Promise<void> {
  await work
    .updateTable('sending_account')
    .set({
      full_at: state.fullAt,
      queue_until: state.queueUntil,
      failures: state.failures,
      rests: state.rests,
      rest_until: state.restUntil,
    })
    .where('name', '=', name)
    .execute();
}
