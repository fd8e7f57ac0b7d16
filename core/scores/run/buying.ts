import { sql } from 'kysely';
import type { Store } from '../../store';
import { type BgNbd, fitBgNbd } from '../churn/bg-nbd';
import { fitGammaGamma, type GammaGamma } from '../churn/gamma-gamma';
import { DAY, dayOf } from '../days';
import { Slices } from '../maths/slices';
import { Tally } from '../maths/tally';
import type { Pages } from './pages';

/** How people of a base buy and what they spend, as models. */
export interface Buying {
  /** Undefined where too few bought. */
  buying: BgNbd | undefined;
  /** By currency; those in which enough people bought again. */
  spending: Record<string, GammaGamma>;
}

const CONTACTS_A_PAGE = 100_000;
const ROWS_BETWEEN_LOOKS = 1_000;
const DAYS_A_WEEK = 7;
/** Amounts are counted together when they differ by less than half a thousandth. */
const STEPS_OF_LOG = 2_000;

/**
 * Fits the models of buying (BG/NBD) and of spending (Gamma-Gamma, for each of the currencies) to everybody who does
 * not rehearse, alike people counted together. `now`: wall, ms UTC.
 */
export async function buyingOfBase(
  store: Store,
  currencies: readonly string[],
  pages: Pages,
  now: number,
): Promise<Buying> {
  const histories = new Tally();
  const spends = currencies.map(() => new Tally());
  const slices = new Slices();
  for (const { after, to } of pages(CONTACTS_A_PAGE)) {
    const page = await readPage(store, currencies, after, to);
    const [days, first, last] = [page.of('days_paid'), page.of('first_day'), page.of('last_day')];
    const [spent, currency] = [page.of('spent'), page.of('currency_place')];
    for (let i = 0; i < page.length; i += 1) {
      const [bought = 0, began = 0, money = 0] = [days[i], first[i], spent[i]];
      histories.add(bought - 1, (last[i] ?? 0) - began, Math.max(dayOf(now), last[i] ?? 0) - began, 1);
      if (money > 0) {
        spends[currency[i] ?? 0]?.add(bought, Math.round(Math.log(money / bought) * STEPS_OF_LOG), 0, 1);
      }
      if (i % ROWS_BETWEEN_LOOKS === 0 && slices.over) await slices.next();
    }
  }
  const buying = await fitBgNbd(
    histories
      .cells()
      .map(({ x, u, v, count }) => ({ repeats: x, lastAfter: u / DAYS_A_WEEK, age: v / DAYS_A_WEEK, count })),
  );
  const spending: Record<string, GammaGamma> = {};
  for (const [place, name] of currencies.entries()) {
    const cells = spends[place]?.cells() ?? [];
    const model = await fitGammaGamma(
      cells.map(({ x, u, count }) => ({ purchases: x, average: Math.exp(u / STEPS_OF_LOG), count })),
    );
    if (model) spending[name] = model;
  }
  return { buying, spending };
}

function readPage(store: Store, currencies: readonly string[], after: number, to: number) {
  const places = currencies.map((currency, place) => sql`when ${currency} then ${sql.lit(place)}`);
  const place =
    places.length === 0
      ? sql<number>`-1`
      : sql<number>`case currency ${sql.join(places, sql` `)} else -1 end`;
  const query = store.bulk
    .selectFrom('rollup')
    .where('contact_id', '>', after)
    .where('contact_id', '<=', to)
    .where('days_paid', '>', 0)
    .where('rehearsing', '=', 0)
    .select([
      'days_paid',
      'spent',
      sql<number>`first_paid_at / ${sql.lit(DAY)}`.as('first_day'),
      sql<number>`last_paid_at / ${sql.lit(DAY)}`.as('last_day'),
      place.as('currency_place'),
    ]);
  return store.readColumns(query, ['days_paid', 'spent', 'first_day', 'last_day', 'currency_place']);
}
