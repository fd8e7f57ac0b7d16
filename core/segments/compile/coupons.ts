import { sql } from 'kysely';
import type { CouponCondition } from '../definition/types';
import type { Compiled, Scope } from './scope';
import { millisOf } from '../definition/time';
import { both, int, never, type Sql } from './words';

const held = sql<boolean>`k.state in ('issued', 'redeemed')`;
const redeemed = sql<boolean>`k.state = 'redeemed'`;

/** A coupon of the contact's own. */
export function compileCoupon({ words, now }: Scope, { coupon, purpose, within }: CouponCondition): Compiled {
  const mine = both([
    sql`k.contact_id = r.contact_id`,
    held,
    ...(purpose === undefined ? [] : [sql<boolean>`k.purpose = ${purpose}`]),
  ]);
  const has = (...also: Sql<boolean>[]) =>
    sql<boolean>`exists (select 1 from coupon as k where ${both([mine, ...also])})`;
  if (coupon === 'held') return { member: has() };
  if (coupon === 'redeemed') return { member: has(redeemed) };
  const unused = sql<boolean>`not ${redeemed}`;
  const next = (instants: readonly Sql<number>[]) =>
    sql<number>`coalesce((select min(${words.least(instants.map((at) => sql`case when ${at} > ${now} then ${at} else ${never} end`))})
      from coupon as k where ${both([mine, sql`k.expires_at > ${now}`, unused])}), ${never})`;
  if (coupon === 'unused') {
    const member = has(sql`(k.expires_at is null or k.expires_at > ${now})`, unused);
    return { member, flipsAt: next([sql`k.expires_at`]) };
  }
  const opens = sql<number>`k.expires_at - ${int(millisOf(within ?? {}))}`;
  return {
    member: has(sql`k.expires_at > ${now}`, sql`${opens} <= ${now}`, unused),
    flipsAt: next([sql`k.expires_at`, opens]),
  };
}
