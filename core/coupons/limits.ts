import { DateTime } from 'luxon';
import { sql } from 'kysely';
import { toMinor } from '../money';
import { insertRows, type Store, type Work } from '../store';
import type { Refusal } from './refusal';

/** The most that a journey gives out, in all and on one of the shop's days. */
export interface LimitRule {
  /** 0 for no limit. */
  mostCoupons: number;
  mostCouponsDay: number;
  /** Decimal text; '' for no limit. */
  mostLiability: string;
  mostLiabilityDay: string;
}

/** What one coupon takes of what is left. */
export interface Expense {
  journey: string;
  /** The shop's day: 2026-03-02. */
  day: string;
  currency: string;
  /** Minor units; 0 where nothing is known of it. */
  liability: number;
}

export const asksLimit = (rule: LimitRule): boolean =>
  rule.mostCoupons !== 0 || rule.mostCouponsDay !== 0 || asksLiability(rule);

export const asksLiability = ({ mostLiability, mostLiabilityDay }: LimitRule): boolean =>
  mostLiability !== '' || mostLiabilityDay !== '';

interface Budget {
  journey: string;
  day: string;
  unit: string;
}

const COUPONS = 'coupons';

/** The budgets that an expense is part of. */
const budgetsOf = ({ journey, day, currency }: Expense): Budget[] =>
  ['', day].flatMap((on) => [COUPONS, currency].map((unit) => ({ journey, day: on, unit })));

const keyOf = ({ journey, day, unit }: Budget) => `${journey}\n${day}\n${unit}`;
const inSequence = (a: Budget, b: Budget) => (keyOf(a) < keyOf(b) ? -1 : 1);

interface Sum {
  expense: Expense;
  coupons: number;
  liability: number;
}

/** Expenses together that are part of the same budgets: mostly all of a batch. */
function sumsOf(expenses: readonly Expense[]): Sum[] {
  const groups = Map.groupBy(expenses, ({ journey, day, currency }) => `${journey}\n${day}\n${currency}`);
  return [...groups.values()].flatMap((some) => {
    const [expense] = some;
    const liability = some.reduce((sum, one) => sum + one.liability, 0);
    return expense ? [{ expense, coupons: some.length, liability }] : [];
  });
}

const columns = { journey: 'text', day: 'text', unit: 'text', used: 'integer' } as const;

/** What the budgets of a batch have given out; their rows are held until the transaction ends. */
export class Budgets {
  readonly #used = new Map<string, number>();

  /** Two workers hold rows in one sequence, so that neither waits for the other. */
  static async hold(work: Work, store: Store, expenses: readonly Expense[]): Promise<Budgets> {
    const budgets = new Budgets();
    const all = sumsOf(expenses).flatMap(({ expense }) => budgetsOf(expense));
    const asked = new Map(all.map((budget) => [keyOf(budget), budget]));
    if (asked.size === 0) return budgets;
    const rows = [...asked.values()].toSorted(inSequence).map((budget) => ({ ...budget, used: 0 }));
    const held = await insertRows(work, store, 'coupon_budget', columns, rows)
      .onConflict((conflict) =>
        conflict.columns(['journey', 'day', 'unit']).doUpdateSet({ used: sql`coupon_budget.used` }),
      )
      .returning(['journey', 'day', 'unit', 'used'])
      .execute();
    for (const row of held) budgets.#used.set(keyOf(row), row.used);
    return budgets;
  }

  /** Takes an expense into account, unless that is more than a limit leaves. */
  admit(expense: Expense, rule: LimitRule, zone: string): Refusal | undefined {
    const { journey, day, currency, liability } = expense;
    const used = (on: string, unit: string) => this.#used.get(keyOf({ journey, day: on, unit })) ?? 0;
    const money = (limit: string, parameter: string) =>
      limit === '' ? undefined : toMinor(limit, currency, parameter);
    const limits = [
      { per: 'journey', unit: COUPONS, most: rule.mostCoupons || undefined },
      { per: 'day', unit: COUPONS, most: rule.mostCouponsDay || undefined },
      { per: 'journey', unit: currency, most: money(rule.mostLiability, 'mostLiability') },
      { per: 'day', unit: currency, most: money(rule.mostLiabilityDay, 'mostLiabilityDay') },
    ] as const;
    for (const { per, unit, most } of limits) {
      const more = unit === COUPONS ? 1 : liability;
      if (most !== undefined && used(per === 'day' ? day : '', unit) + more > most) {
        return reached(per, unit === COUPONS ? 'count_limit' : 'liability_limit', { day, zone });
      }
    }
    this.#note(expense);
    return undefined;
  }

  #note(expense: Expense): void {
    for (const budget of budgetsOf(expense)) {
      const more = budget.unit === COUPONS ? 1 : expense.liability;
      this.#used.set(keyOf(budget), (this.#used.get(keyOf(budget)) ?? 0) + more);
    }
  }
}

function reached(
  per: 'journey' | 'day',
  reason: 'count_limit' | 'liability_limit',
  { day, zone }: { day: string; zone: string },
): Refusal {
  const what = reason === 'count_limit' ? 'number of coupons' : 'expected liability';
  const opensAt =
    per === 'day' ? DateTime.fromISO(day, { zone }).plus({ days: 1 }).startOf('day').toUTC().toISO() : null;
  const when =
    opensAt === null ? 'There is room again once the limit is raised.' : `There is room again at ${opensAt}.`;
  return {
    reason,
    detail: `The limit of the ${what} ${per === 'day' ? 'for this day' : 'for this journey'} is reached. ${when}`,
    limit: { per, opensAt },
  };
}

/** Writes what was given out, or with `sign` -1 what was given back, into the budgets. */
export async function spend(
  work: Work,
  store: Store,
  expenses: readonly Expense[],
  sign: 1 | -1 = 1,
): Promise<void> {
  const sums = new Map<string, Budget & { used: number }>();
  for (const { expense, coupons, liability } of sumsOf(expenses)) {
    for (const budget of budgetsOf(expense)) {
      const sum = sums.get(keyOf(budget)) ?? { ...budget, used: 0 };
      sum.used += sign * (budget.unit === COUPONS ? coupons : liability);
      sums.set(keyOf(budget), sum);
    }
  }
  if (sums.size === 0) return;
  const rows = [...sums.values()].toSorted(inSequence);
  await insertRows(work, store, 'coupon_budget', columns, rows)
    .onConflict((conflict) =>
      conflict
        .columns(['journey', 'day', 'unit'])
        .doUpdateSet({ used: sql`coupon_budget.used + excluded.used` }),
    )
    .execute();
}
