import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { StepError } from '../errors';
import { callingOf, ShopError } from '../shops/account';
import type { StepContext } from '../steps/define';
import { dropLease, holdLease, type Lease } from '../store';
import { commit, type Made, type Settled } from './commit';
import type { ShopDesk } from './desks';
import { type CouponRow, couponsById } from './rows';
import { readTerms } from './terms';

/** How long a coupon that is being made is left to whoever makes it: longer than any call takes. ms. */
export const CLAIM = 300_000;
/** Coupons that are made in a shop at once. */
const AT_ONCE = 4;
/** Coupons that one query asks about. */
const PAGE = 200;
/** ms between two looks at what another worker is making, and how many of them. */
const LOOK = 250;
const MOST_LOOKS = 80;

/**
 * Makes reserved coupons in their shop, a few at once, each by one worker at a time; what another worker is making is
 * waited for. A coupon of which the shop says nothing stays reserved: the next run goes on with the same code.
 */
export async function makeInShop(
  context: StepContext,
  desk: ShopDesk,
  ids: readonly number[],
): Promise<Settled> {
  const settled: Settled = new Map();
  const worker = new Maker(context, desk);
  try {
    for (let from = 0; from < ids.length; from += PAGE) {
      for (const [id, result] of await worker.make(ids.slice(from, from + PAGE))) settled.set(id, result);
    }
  } finally {
    await worker.stop();
  }
  return settled;
}

/** What whoever makes coupons holds in a shop that bears one call at a time. */
export const leaseOf = ({ api }: ShopDesk, holder: string): Lease => ({
  name: `coupons in ${api.name}`,
  holder,
  span: CLAIM,
});

class Maker {
  readonly #context: StepContext;
  readonly #desk: ShopDesk;
  readonly #me = randomUUID();
  readonly #lease: Lease;
  /** Why the shop is not asked again in this run. */
  #away: StepError | undefined;

  constructor(context: StepContext, desk: ShopDesk) {
    this.#context = context;
    this.#desk = desk;
    this.#lease = leaseOf(desk, this.#me);
  }

  async make(ids: readonly number[]): Promise<Settled> {
    const { signal } = this.#context;
    const settled: Settled = new Map();
    let open = [...ids];
    for (let looks = 0; open.length > 0;) {
      signal?.throwIfAborted();
      const away = this.#away;
      const claimed = away === undefined ? await this.#claim(open) : [];
      const found = claimed.length > 0 ? await this.#create(claimed) : await this.#look(open);
      for (const [id, result] of found) settled.set(id, result);
      open = open.filter((id) => !settled.has(id));
      if (claimed.length > 0 || open.length === 0) continue;
      looks += 1;
      if (away === undefined && looks <= MOST_LOOKS) await callingOf(this.#context).pause(LOOK);
      else for (const id of open.splice(0)) settled.set(id, away ?? inOtherHands());
    }
    return settled;
  }

  async stop(): Promise<void> {
    if (this.#desk.coupons.serial) await dropLease(this.#context.store, this.#lease);
  }

  /** Those of the coupons that nobody is making, a few; they are this worker's now. */
  async #claim(ids: readonly number[]): Promise<CouponRow[]> {
    const { store, clock } = this.#context;
    const { serial } = this.#desk.coupons;
    const now = clock.now();
    if (serial && !(await holdLease(store, this.#lease, now))) return [];
    const asked = store.batch(
      { id: 'integer' },
      ids.map((id) => ({ id })),
    );
    const skip = store.dialect === 'postgres' ? sql`for update skip locked` : sql``;
    return store.write((work) =>
      work
        .updateTable('coupon')
        .set({ claim: this.#me, claimed_until: now + CLAIM })
        .where(
          'id',
          'in',
          sql<number>`(select id from coupon where id in (select id from ${asked} as asked)
            and state = 'reserved' and (claimed_until is null or claimed_until <= ${now})
            order by id limit ${serial ? 1 : AT_ONCE} ${skip})`,
        )
        .returningAll()
        .execute(),
    );
  }

  async #create(claimed: readonly CouponRow[]): Promise<Settled> {
    const tried = await Promise.allSettled(claimed.map((row) => this.#createOne(row)));
    const made = claimed.map((row, place): Made => {
      const one = tried[place];
      return one?.status === 'fulfilled' ? one.value : { row, unsettled: inOtherHands() };
    });
    const settled = await commit(this.#context, this.#me, made);
    const broken = tried.find((one) => one.status === 'rejected');
    if (broken) throw broken.reason;
    return settled;
  }

  async #createOne(row: CouponRow): Promise<Made> {
    const terms = readTerms(row.terms);
    if (!terms) throw new Error(`coupon ${row.id} has no terms`);
    try {
      const { id } = await this.#desk.coupons.create({ ...terms, code: row.code });
      return { row, shopId: id };
    } catch (error) {
      if (!(error instanceof ShopError)) throw error;
      if (error.fault === 'refused') return { row, refusal: error.message };
      const unsettled = goOn(error);
      if (error.fault !== 'unknown') this.#away = unsettled;
      return { row, unsettled };
    }
  }

  /** Those that another worker has made meanwhile. */
  async #look(ids: readonly number[]): Promise<Settled> {
    const { store } = this.#context;
    const rows = await couponsById(store.db, store, ids);
    const found = new Map(rows.map((row) => [row.id, row]));
    return new Map(
      ids.flatMap((id): [number, CouponRow | StepError][] => {
        const row = found.get(id);
        return row?.state === 'reserved' ? [] : [[id, row ?? inOtherHands()]];
      }),
    );
  }
}

const goOn = ({ message, advice }: ShopError) =>
  new StepError(message, {
    advice:
      `${advice ?? ''} Run the item again: the same code will be used, and there will be one coupon.`.trim(),
  });

const inOtherHands = () =>
  new StepError('Another run is making this coupon in the shop and has not finished.', {
    advice: 'Run the item again in some minutes: the same code will be used.',
  });
