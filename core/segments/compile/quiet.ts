import { sql } from 'kysely';
import type { QuietCondition } from '../definition/types';
import type { Compiled, Scope } from './scope';
import { DAY } from '../definition/time';
import { int, never, type Sql } from './words';

/** No paid order for so many times the person's own mean gap. */
export function compileQuiet({ words, now }: Scope, { quietFor }: QuietCondition): Compiled {
  const { times, atLeastDays, atMostDays } = quietFor;
  // Hundredths, so that all is in whole numbers.
  const gaps = sql<number>`(${int(Math.round(times * 100))} * (r.last_paid_at - r.first_paid_at) / (100 * (r.orders_paid - 1)))`;
  const longest = int(atMostDays * DAY);
  const held = words.greatest([int(atLeastDays * DAY), words.least([longest, gaps])]);
  const limit: Sql<number> = sql`case when r.orders_paid > 1 then ${held} else ${longest} end`;
  const end = sql<number>`(r.last_paid_at + ${limit})`;
  return {
    member: sql`(r.last_paid_at is not null and ${end} <= ${now})`,
    flipsAt: sql`case when ${end} > ${now} then ${end} else ${never} end`,
  };
}
