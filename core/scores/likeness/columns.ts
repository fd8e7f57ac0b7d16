import { Slices } from '../maths/slices';
import { aucOf } from './auc';
import type { Row } from './logistic';

/** What a person is like. */
export interface Features {
  /** Counts, amounts, days; what is left out is 0. */
  numbers: Readonly<Record<string, number>>;
  /** What is so, each once, e.g. `category: toys`. */
  facts: readonly string[];
}

export interface Example {
  features: Features;
  /** Of the segment that others are to be likened to. */
  member: boolean;
}

/** A number, by the standard deviation that it is divided by, or a fact. */
export type Column = { kind: 'number'; name: string; scale: number } | { kind: 'fact'; name: string };

const FEWEST_WITH_FACT = 20;
const MOST_FACTS = 150;
const GIVES_AWAY = 0.95;
/** A deviation that is only rounding: everybody has the same number. */
const CONSTANT = 1e-6;
const EXAMPLES_BETWEEN_LOOKS = 200;

/** Amounts and counts differ by factors: ln(1 + value), on either side of 0. */
export const grown = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value));

/**
 * The columns that can tell members from others, and those left out because each alone tells them nearly always: they
 * are what the segment is defined by, and would find its members and nobody like them. Yields to the event loop.
 */
export async function columnsOf(
  examples: readonly Example[],
): Promise<{ used: Column[]; giveaways: Column[] }> {
  const slices = new Slices();
  const numbers = new Map<string, { sum: number; squares: number }>();
  const facts = new Map<string, { members: number; others: number }>();
  for (const [i, { features, member }] of examples.entries()) {
    for (const [name, number] of Object.entries(features.numbers)) {
      const value = grown(number);
      const { sum, squares } = numbers.get(name) ?? { sum: 0, squares: 0 };
      numbers.set(name, { sum: sum + value, squares: squares + value ** 2 });
    }
    for (const name of features.facts) {
      const { members, others } = facts.get(name) ?? { members: 0, others: 0 };
      facts.set(name, { members: members + Number(member), others: others + Number(!member) });
    }
    if (i % EXAMPLES_BETWEEN_LOOKS === 0 && slices.over) await slices.next();
  }
  const columns = new Map<Column, number>();
  for (const [name, { sum, squares }] of [...numbers].sort(byName)) {
    const scale = Math.sqrt(Math.max(0, squares / examples.length - (sum / examples.length) ** 2));
    if (scale > CONSTANT) columns.set({ kind: 'number', name, scale }, aucOfNumber(name, examples));
    if (slices.over) await slices.next();
  }
  const members = examples.filter(({ member }) => member).length;
  for (const [name, has] of commonest(facts)) {
    const difference = has.members / members - has.others / (examples.length - members);
    columns.set({ kind: 'fact', name }, 0.5 + difference / 2);
  }
  const givesAway = (auc: number) => Math.max(auc, 1 - auc) > GIVES_AWAY;
  const having = (given: boolean) =>
    [...columns].filter(([, auc]) => givesAway(auc) === given).map(([column]) => column);
  return { used: having(false), giveaways: having(true) };
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);

const aucOfNumber = (name: string, examples: readonly Example[]) =>
  aucOf(examples.map(({ features, member }) => ({ score: features.numbers[name] ?? 0, member }))).auc;

function commonest(facts: ReadonlyMap<string, { members: number; others: number }>) {
  return [...facts]
    .map(([name, has]) => ({ name, has, all: has.members + has.others }))
    .filter(({ all }) => all >= FEWEST_WITH_FACT)
    .sort((a, b) => b.all - a.all || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_FACTS)
    .map(({ name, has }) => [name, has] as const);
}

/** Examples as rows of the regression: place 0 is the intercept, then the columns. Yields to the event loop. */
export async function rowsOf(columns: readonly Column[], examples: readonly Example[]): Promise<Row[]> {
  const places = new Map(columns.map(({ kind, name }, i) => [`${kind} ${name}`, i + 1]));
  const scales = [1, ...columns.map((column) => (column.kind === 'number' ? column.scale : 1))];
  const cellOf = (key: string, value: number) => {
    const place = places.get(key);
    return place === undefined || value === 0 ? [] : [{ place, value: value / (scales[place] ?? 1) }];
  };
  const slices = new Slices();
  const rows: Row[] = [];
  for (const { features, member } of examples) {
    const cells = [
      ...Object.entries(features.numbers).flatMap(([name, value]) => cellOf(`number ${name}`, grown(value))),
      ...features.facts.flatMap((name) => cellOf(`fact ${name}`, 1)),
    ].sort((a, b) => a.place - b.place);
    rows.push({
      places: [0, ...cells.map(({ place }) => place)],
      values: [1, ...cells.map(({ value }) => value)],
      member,
    });
    if (rows.length % EXAMPLES_BETWEEN_LOOKS === 0 && slices.over) await slices.next();
  }
  return rows;
}
