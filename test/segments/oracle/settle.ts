import { contactClock } from '../../../core/clock';
import { recountRedemptions } from '../../../core/coupons';
import { couponKey, takeEvents } from '../../../core/ingest';
import { insertRows, type Store, type Tables, type Work } from '../../../core/store';
import { renewLive } from '../../../core/segments/membership/live';
import { TestClock } from '../../support/clock';
import { HOUR } from './domain';
import { deedOf, type Doer, eventOf } from './events';
import type { HeldCoupon, History } from './history';
import type { Plan } from './people';
import type { Scene } from './worlds';

/** Somebody who has come to be in a store. */
export interface Person {
  id: number;
  rehearsing: boolean;
  history: History;
}

interface Newcomer extends Doer {
  plan: Plan;
}

/** Takes a scene's people in through the public doors, all that they did in two batches. `prefix`: tells runs apart. */
export async function settle(
  store: Store,
  { anchor, plans, world }: Omit<Scene, 'definitions'>,
  prefix: string,
): Promise<Person[]> {
  const clock = new TestClock(anchor - 72 * HOUR);
  const newcomers = plans.map((plan, i): Newcomer => {
    const pace = { rehearsalSince: plan.speed === null ? null : clock.now(), rehearsalSpeed: plan.speed };
    const name = `${prefix}-${i}`;
    const codes = plan.coupons.map((_, n) => `${name}-${n}`.toUpperCase());
    return { name, plan, codes, clock: contactClock(clock, pace) };
  });
  const told = newcomers.flatMap((newcomer) => eventsOf(newcomer).map((event) => ({ newcomer, event })));
  const ids = new Map<string, number>();
  await store.write(async (work) => {
    for (const speed of new Set(plans.map((plan) => plan.speed))) {
      const ours = told.filter(({ newcomer }) => newcomer.plan.speed === speed);
      const half = Math.ceil(ours.length / 2);
      for (const batch of [ours.slice(0, half), ours.slice(half)]) {
        const events = batch.map(({ event }) => event);
        const rule = speed === null ? undefined : { speed, matches: () => true };
        const taken = await takeEvents(work, store, clock, events, rule);
        batch.forEach(({ newcomer }, i) => ids.set(newcomer.name, taken[i]?.contact ?? 0));
      }
    }
    await insertPopularity(work, store, world.favouredBy);
    for (const one of newcomers) await giveCoupons(work, store, one, ids.get(one.name) ?? 0);
  });
  return newcomers.map((one) => ({
    id: ids.get(one.name) ?? 0,
    rehearsing: one.plan.speed !== null,
    history: {
      deeds: eventsOf(one).map((event) => deedOf(one.clock, event)),
      coupons: couponsOf(one),
    },
  }));
}

const eventsOf = (newcomer: Newcomer) =>
  newcomer.plan.deeds.map((deed, i) => eventOf(newcomer, deed, `${newcomer.name}-${i}`));

const couponsOf = ({ codes, plan }: Newcomer): HeldCoupon[] =>
  plan.coupons.map((coupon, i) => ({ ...coupon, code: codes[i] ?? '' }));

async function insertPopularity(
  work: Work,
  store: Store,
  favouredBy: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = [...favouredBy].map(([product, contacts]) => ({ product, contacts }));
  if (rows.length === 0) return;
  const columns = { product: 'text', contacts: 'integer' } as const;
  await insertRows(work, store, 'product_popularity', columns, rows).execute();
}

const couponColumns = {
  enrolment_id: 'integer',
  purpose: 'text',
  contact_id: 'integer',
  source: 'text',
  code: 'text',
  code_key: 'text',
  kind: 'text',
  value: 'integer',
  starts_at: 'integer',
  expires_at: 'integer',
  state: 'text',
  rehearsal: 'integer',
} as const;

/** As rows: Coupon Issue neither reserves nor releases, and gives no expiry to the hour. */
async function giveCoupons(work: Work, store: Store, newcomer: Newcomer, contact: number): Promise<void> {
  const rows = couponsOf(newcomer).map(({ code, purpose, state, expiresAt }, i) => ({
    // Passages that nobody walks; they only have to differ.
    enrolment_id: -(contact * 10 + i),
    purpose,
    contact_id: contact,
    source: 'ledger',
    code,
    code_key: couponKey(code),
    kind: 'percentage',
    value: 1000,
    starts_at: newcomer.clock.now(),
    expires_at: expiresAt,
    state,
    rehearsal: newcomer.plan.speed === null ? 0 : 1,
  }));
  if (rows.length === 0) return;
  const given = await insertRows(work, store, 'coupon', couponColumns, rows).returning('id').execute();
  await recountRedemptions(
    work,
    store,
    given.map(({ id }) => id),
  );
}

const tables = [
  'contact',
  'identity',
  'event',
  'shop_order',
  'order_part',
  'rollup',
  'coupon',
  'pool_code',
  'enrolment',
  'product_popularity',
  'segment',
  'membership',
] as const satisfies (keyof Tables)[];

/** Forgets everybody and every segment, for the next scene. */
export async function forget(store: Store): Promise<void> {
  await store.write(async (work) => {
    for (const table of tables) await work.deleteFrom(table).execute();
    await renewLive(work);
  });
}
