import { sql } from 'kysely';
import type { ColumnKind } from '../../store';
import { periodOf } from './calendar';
import type { Period, PeriodUnit } from './scope';
import type { Sql } from './words';

/** The calendar periods that the conditions of a query ask for; each is two columns of the asked. */
export class Periods {
  readonly #asked: { unit: PeriodUnit; timeZone: string }[] = [];

  /** The columns of a period, which are now among those to bring along. */
  of(unit: PeriodUnit, timeZone: string): Period<Sql<number>> {
    const known = this.#asked.findIndex((one) => one.unit === unit && one.timeZone === timeZone);
    const place = known < 0 ? this.#asked.push({ unit, timeZone }) - 1 : known;
    return { start: sql.ref(`asked.start_${place}`), end: sql.ref(`asked.end_${place}`) };
  }

  /** The columns by name. */
  get columns(): Record<string, ColumnKind> {
    return Object.fromEntries(
      this.#asked.flatMap((_, place) => [
        [`start_${place}`, 'integer'],
        [`end_${place}`, 'integer'],
      ]),
    );
  }

  /** The values of the columns for a contact's now (ms UTC). */
  at(now: number): Record<string, number> {
    return Object.fromEntries(
      this.#asked.flatMap(({ unit, timeZone }, place) => {
        const { start, end } = periodOf(unit, timeZone, now);
        return [
          [`start_${place}`, start],
          [`end_${place}`, end],
        ];
      }),
    );
  }
}
