import fc from 'fast-check';
import { Tally } from '../../core/scores/maths/tally';

const people = fc.array(
  fc.record({ x: fc.nat(3), u: fc.nat(700), v: fc.nat(700), count: fc.integer({ min: 1, max: 5 }) }),
);

test('counts everybody once, alike or not, and keeps the measures near where they were', () => {
  fc.assert(
    fc.property(people, fc.integer({ min: 20, max: 60 }), (all, most) => {
      const tally = new Tally(most);
      for (const { x, u, v, count } of all) tally.add(x, u, v, count);
      const cells = tally.cells();
      expect(cells.length).toBeLessThanOrEqual(most);
      for (const x of [0, 1, 2, 3]) {
        const count = (some: readonly { x: number; count: number }[]) =>
          some.filter((one) => one.x === x).reduce((sum, one) => sum + one.count, 0);
        expect(count(cells)).toBe(count(all));
      }
    }),
  );
});

test('is exact until there are too many', () => {
  const tally = new Tally(4);
  for (const u of [5, 5, 6, 9]) tally.add(1, u, 10, 2);
  expect(tally.cells()).toEqual([
    { x: 1, u: 5, v: 10, count: 4 },
    { x: 1, u: 6, v: 10, count: 2 },
    { x: 1, u: 9, v: 10, count: 2 },
  ]);
  for (const u of [20, 21]) tally.add(1, u, 10, 1);
  expect(tally.cells().map(({ u, count }) => [u, count])).toEqual([
    [4.5, 4],
    [6.5, 2],
    [8.5, 2],
    [20.5, 2],
  ]);
});
