import type { Store } from '../../store';
import { DAY } from '../days';
import { Slices } from '../maths/slices';
import { NOBODY, type Rfm, type RfmCuts } from '../rfm';
import { type Buyers, readBuyers } from './buyers';
import { countCuts, type Integers } from './cuts';

/** People with the same three scores. */
export interface RfmCell extends Rfm {
  people: number;
}

export interface RfmOfBase {
  cuts: RfmCuts;
  /** Those with anybody in them. */
  cells: RfmCell[];
  people: number;
}

/**
 * The quintiles of everybody who bought and does not rehearse, exactly as `cutsOf` has them, and how many people have
 * which scores. Two threads read, beside whoever writes; the rest is done in slices. Holds 16 bytes a buyer. Throws
 * `StoreError`.
 */
export async function rfmOfBase(store: Store): Promise<RfmOfBase> {
  const buyers = await readBuyers(store);
  const cuts = {
    days: await countCuts(buyers.map(({ days }) => days)),
    orders: await countCuts(buyers.map(({ orders }) => orders)),
    spent: await monetaryCuts(buyers),
  };
  const cells = await countCells(buyers, cuts);
  return {
    cuts: {
      recency: cuts.days.map((day) => (day === NOBODY ? NOBODY : day * DAY)),
      frequency: cuts.orders,
      monetary: Object.fromEntries(cuts.spent),
    },
    cells,
    people: cells.reduce((sum, { people }) => sum + people, 0),
  };
}

async function monetaryCuts(buyers: readonly Buyers[]): Promise<Map<string, number[]>> {
  const currencies = new Set(buyers.flatMap(({ currency }) => currency ?? []));
  const cuts = new Map<string, number[]>();
  for (const wanted of [...currencies].sort()) {
    const spenders = buyers.filter(({ currency }) => currency === wanted);
    cuts.set(wanted, await countCuts(spenders.map(({ spent }) => spent)));
  }
  return cuts;
}

interface Cuts {
  days: number[];
  orders: number[];
  spent: Map<string, number[]>;
}

async function countCells(buyers: readonly Buyers[], cuts: Cuts): Promise<RfmCell[]> {
  const counts = new Uint32Array(125);
  const slices = new Slices();
  for (const { currency, days, orders, spent } of buyers) {
    addCells(counts, [
      stepsReached(days, cuts.days),
      stepsReached(orders, cuts.orders),
      stepsReached(spent, cuts.spent.get(currency ?? '') ?? []),
    ]);
    if (slices.over) await slices.next();
  }
  return [...counts]
    .map((people, i) => ({
      r: 1 + Math.floor(i / 25),
      f: 1 + (Math.floor(i / 5) % 5),
      m: 1 + (i % 5),
      people,
    }))
    .filter(({ people }) => people > 0);
}

function addCells(counts: Uint32Array, [r, f, m]: readonly [Uint8Array, Uint8Array, Uint8Array]): void {
  for (let row = 0; row < r.length; row += 1) {
    const cell = (r[row] ?? 0) * 25 + (f[row] ?? 0) * 5 + (m[row] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
}

/** For each value the number of cuts that it reaches: its score less one. Sums do not branch, so nothing is guessed wrong. */
function stepsReached(
  values: Integers,
  [two = NOBODY, three = NOBODY, four = NOBODY, five = NOBODY]: readonly number[],
): Uint8Array {
  const steps = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? NaN;
    steps[row] =
      Number(value >= two) + Number(value >= three) + Number(value >= four) + Number(value >= five);
  }
  return steps;
}
