import fc from 'fast-check';
import { pagesTo } from '../../core/scores/run/pages';

const positive = fc.integer({ min: 1, max: 50 });

test('pages hold every contact once, and end when all are done', () => {
  fc.assert(
    fc.property(fc.nat(200), positive, (last, size) => {
      const told: number[] = [];
      const ranges = [...pagesTo(last, (done) => told.push(done))(size)];
      const ids = ranges.flatMap(({ after, to }) =>
        Array.from({ length: to - after }, (_, i) => after + 1 + i),
      );
      expect(ids).toEqual(Array.from({ length: last }, (_, i) => i + 1));
      expect(told.at(-1) ?? 0).toBe(last);
    }),
  );
});

test('of more contacts than are enough, pages from first to last are left out', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 1_000 }),
      positive,
      fc.integer({ min: 50, max: 99 }),
      (last, size, most) => {
        const told: number[] = [];
        const ranges = [...pagesTo(last, (done) => told.push(done))(size, most)];
        const read = ranges.reduce((sum, { after, to }) => sum + to - after, 0);
        expect(read).toBeLessThan(most + size);
        expect(told.at(-1)).toBe(last);
        expect(ranges[0]?.after).toBe(0);
      },
    ),
  );
});
