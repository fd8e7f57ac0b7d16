import fc from 'fast-check';
import { isMember, momentsOf, scenes } from './oracle';

const HOUR = 3_600_000;

test('between the moments at which an answer may change it does not', () => {
  fc.assert(
    fc.property(
      scenes(3, 4),
      fc.integer({ min: -60 * HOUR, max: 100 * 24 * HOUR }),
      ({ anchor, plans, definitions, world }, later) => {
        const [from, at] = [anchor - 60 * HOUR, anchor + later];
        for (const { deeds } of plans) {
          const history = { deeds, coupons: [] };
          for (const definition of definitions) {
            const moments = momentsOf(definition, history, from, world);
            const before = moments.findLast((moment) => moment <= at) ?? from;
            expect(isMember(definition, history, at, world)).toBe(
              isMember(definition, history, before, world),
            );
          }
        }
      },
    ),
    { numRuns: 1000 },
  );
});
