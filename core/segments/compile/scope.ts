import type { DateTimeUnit } from 'luxon';
import type { Scoring } from './scoring';
import type { Sql, Words } from './words';

/** A calendar period as instants: the first one in, the second one out. */
export interface Period<T> {
  start: T;
  end: T;
}

export type PeriodUnit = Extract<DateTimeUnit, 'day' | 'week' | 'month' | 'year'>;

/** What conditions are compiled within: a query whose rows are the rollups of contacts, as `r`. */
export interface Scope {
  readonly words: Words;
  /** The contact's own now. */
  readonly now: Sql<number>;
  /** The definition's zone. */
  readonly timeZone: string;
  readonly scoring: Scoring;
  /** The calendar period that the contact's now is in. */
  period(unit: PeriodUnit, timeZone: string): Period<Sql<number>>;
}

/** A condition as SQL. */
export interface Compiled {
  /** Whether the contact meets it; never null. */
  member: Sql<boolean>;
  /**
   * The next instant after now at which time alone may change that, `NEVER` where none will; sometimes too early,
   * never too late. Left out where time never does.
   */
  flipsAt?: Sql<number>;
}
