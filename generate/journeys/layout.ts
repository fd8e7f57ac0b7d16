import { type Journey, type Section, stepsOf } from '../../journeys';

/** A place on the grid; columns go right, rows go down. */
export interface Cell {
  column: number;
  row: number;
}

/** The cells that a section covers, both ends included. */
export interface Area {
  section: Section;
  from: Cell;
  to: Cell;
}

export interface Layout {
  cells: ReadonlyMap<string, Cell>;
  areas: readonly Area[];
}

/**
 * Lays a journey out from left to right. A step stands right of everything that leads to it, in the
 * row of the farthest of these, so that long wires run along a free row instead of behind steps.
 */
export function layOut(journey: Journey): Layout {
  const columns = columnsOf(journey);
  const cells = cellsOf(journey, columns);
  return { cells, areas: journey.sections.map((section) => areaOf(section, cells)) };
}

/** The length of the longest way to each step; ways back are left out. */
function columnsOf(journey: Journey): ReadonlyMap<string, number> {
  const places = new Map(stepsOf(journey));
  const columns = new Map<string, number>();
  const visit = (title: string, column: number, way: readonly string[]): void => {
    if (way.includes(title) || (columns.get(title) ?? -1) >= column) return;
    columns.set(title, column);
    for (const next of Object.values(places.get(title)?.leadsTo ?? {}))
      visit(next, column + 1, [...way, title]);
  };
  for (const [title, { step }] of places) if (step.kind === 'trigger') visit(title, 0, []);
  return columns;
}

function cellsOf(journey: Journey, columns: ReadonlyMap<string, number>): ReadonlyMap<string, Cell> {
  const columnOf = (title: string) => columns.get(title) ?? 0;
  const places = stepsOf(journey);
  const cells = new Map<string, Cell>();
  const taken = new Set<string>();

  for (const [title] of places.toSorted(([a], [b]) => columnOf(a) - columnOf(b))) {
    const column = columnOf(title);
    const before = places
      .filter(([, { leadsTo }]) => Object.values(leadsTo).includes(title))
      .flatMap(([source]) => cells.get(source) ?? [])
      .filter((cell) => cell.column < column)
      .sort((a, b) => a.column - b.column);
    const start = before[0] ?? { column: column - 1, row: 0 };
    const wayIn = Array.from({ length: column - start.column }, (_, i) => start.column + 1 + i);
    let row = start.row;
    while (wayIn.some((each) => taken.has(`${each}/${row}`))) row += 1;
    for (const each of wayIn) taken.add(`${each}/${row}`);
    cells.set(title, { column, row });
  }
  return cells;
}

function areaOf(section: Section, cells: ReadonlyMap<string, Cell>): Area {
  const own = Object.keys(section.steps).flatMap((title) => cells.get(title) ?? []);
  const columns = own.map(({ column }) => column);
  const rows = own.map(({ row }) => row);
  return {
    section,
    from: { column: Math.min(...columns), row: Math.min(...rows) },
    to: { column: Math.max(...columns), row: Math.max(...rows) },
  };
}
