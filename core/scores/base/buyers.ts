import { type RawBuilder, sql } from 'kysely';
import type { Columns, Store } from '../../store';
import { dayOf } from '../days';
import { type IdRange, visitRanges } from './ranges';

/** Some people who bought in the same currency: a column for each measure. */
export interface Buyers {
  /** Null where no order tells its amount. */
  currency: string | null;
  /** The UTC day of the last paid order. */
  days: Int32Array;
  /** Paid orders. */
  orders: Int32Array;
  /** Minor units. */
  spent: Float64Array;
}

const NO_CURRENCY = 0;
const UNHEARD_OF = -1;
const names = ['last_paid_at', 'orders_paid', 'spent', 'currency'] as const;
type Name = (typeof names)[number];

/** Everybody with a kept paid order who does not rehearse, in parts of at most some ten thousand people. */
export async function readBuyers(store: Store): Promise<Buyers[]> {
  const buyers: Buyers[] = [];
  const currencies: string[] = [];
  await visitRanges(store, async (range) => {
    const columns = await readRange(store, range, currencies);
    buyers.push(...partedByCurrency(columns, currencies));
  });
  return buyers;
}

const buyersIn = ({ bulk }: Store, { after, to }: IdRange) =>
  bulk
    .selectFrom('rollup')
    .where('contact_id', '>', after)
    .where('contact_id', '<=', to)
    .where('rehearsing', '=', 0)
    .where('orders_paid', '>', 0)
    .where('last_paid_at', 'is not', null);

/** Currencies are read as their places in `currencies`; one that is not there yet is added, and the range read again. */
async function readRange(store: Store, range: IdRange, currencies: string[]): Promise<Columns<Name>> {
  const buyers = buyersIn(store, range);
  const columns = await store.readColumns(
    buyers.select(['last_paid_at', 'orders_paid', 'spent', numberOf(currencies).as('currency')]),
    names,
  );
  if (!columns.of('currency').includes(UNHEARD_OF)) return columns;
  for (const { currency } of await buyers.select('currency').distinct().execute()) {
    if (currency !== null && !currencies.includes(currency)) currencies.push(currency);
  }
  return readRange(store, range, currencies);
}

function numberOf(currencies: readonly string[]): RawBuilder<number> {
  const known = currencies.map((currency, i) => sql`when currency = ${currency} then ${sql.lit(i + 1)}`);
  return sql`case when currency is null then ${sql.lit(NO_CURRENCY)} ${sql.join(known, sql` `)} else ${sql.lit(UNHEARD_OF)} end`;
}

function partedByCurrency(columns: Columns<Name>, currencies: readonly string[]): Buyers[] {
  const [paidAt, orders, spent] = [
    columns.of('last_paid_at'),
    columns.of('orders_paid'),
    columns.of('spent'),
  ];
  const numbers = columns.of('currency');
  const parts: Part[] = [];
  for (let row = 0; row < columns.length; row += 1) {
    const part = (parts[numbers[row] ?? NO_CURRENCY] ??= new Part(columns.length));
    part.add(paidAt[row] ?? NaN, orders[row] ?? NaN, spent[row] ?? NaN);
  }
  return parts.flatMap((part, number) => part.of(currencies[number - 1] ?? null));
}

/** Grows by one buyer at a time. */
class Part {
  readonly #days: Int32Array;
  readonly #orders: Int32Array;
  readonly #spent: Float64Array;
  #length = 0;

  constructor(most: number) {
    this.#days = new Int32Array(most);
    this.#orders = new Int32Array(most);
    this.#spent = new Float64Array(most);
  }

  add(paidAt: number, orders: number, spent: number): void {
    this.#days[this.#length] = dayOf(paidAt);
    this.#orders[this.#length] = orders;
    this.#spent[this.#length] = spent;
    this.#length += 1;
  }

  of(currency: string | null): Buyers {
    return {
      currency,
      days: this.#days.slice(0, this.#length),
      orders: this.#orders.slice(0, this.#length),
      spent: this.#spent.slice(0, this.#length),
    };
  }
}
