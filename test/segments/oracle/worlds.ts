import fc from 'fast-check';
import type { RfmCuts } from '../../../core/scores/rfm';
import type { SegmentDefinition } from '../../../core/segments/definition/types';
import { readyMade } from '../../../core/segments/ready-made';
import { definitionNear } from './definitions';
import * as domain from './domain';
import { HOUR } from './domain';
import type { World } from './history';
import { type Plan, planNear } from './people';

const oneOf = <T>(from: readonly T[]) => fc.constantFrom(...from);

const DAY = 24 * HOUR;
const NAMED = ['one', 'two'];

/** What is known across people: some products that some favour, and perhaps cuts of scores. */
const cutsNear = (anchor: number): fc.Arbitrary<RfmCuts> =>
  fc.record({
    recency: fc
      .uniqueArray(oneOf([0, 1, 2, 29, 90]), { minLength: 4, maxLength: 4 })
      .map((days) => days.toSorted((a, b) => b - a).map((day) => (Math.floor(anchor / DAY) - day) * DAY)),
    frequency: fc.constant([1, 2, 3, 4]),
    monetary: fc.constant({ EUR: [500, 1000, 2000, 3000], USD: [0, 1, 1500, 2500] }),
  });

const favouredBy = fc
  .subarray(domain.products)
  .chain((kept) => fc.tuple(...kept.map((product) => fc.tuple(fc.constant(product), oneOf([1, 50, 100])))))
  .map((entries) => new Map(entries));

/** Ready-made segments among those that nobody thought of. */
const segmentNear = (anchor: number): fc.Arbitrary<SegmentDefinition> =>
  fc.oneof(
    { weight: 5, arbitrary: definitionNear(anchor, NAMED) },
    {
      weight: 1,
      arbitrary: fc
        .record({ one: oneOf(readyMade), category: oneOf(domain.categories), timeZone: oneOf(domain.zones) })
        .map(({ one, ...options }) => one.definition({ ...options, people: 50 })),
    },
  );

/** People and segments around one instant. */
export interface Scene {
  anchor: number;
  plans: Plan[];
  definitions: SegmentDefinition[];
  world: World;
}

/** `people`, `segments`: how many at most. */
export function scenes(people: number, segments: number): fc.Arbitrary<Scene> {
  return oneOf(domain.anchors).chain((anchor) =>
    fc.record({
      anchor: fc.constant(anchor),
      plans: fc.array(planNear(anchor), { minLength: 1, maxLength: people }),
      definitions: fc.array(segmentNear(anchor), { minLength: 1, maxLength: segments }),
      world: worldNear(anchor),
    }),
  );
}

const worldNear = (anchor: number): fc.Arbitrary<World> =>
  fc
    .record({
      rfm: fc.option(cutsNear(anchor), { nil: undefined }),
      favouredBy,
      named: fc.tuple(...NAMED.map(() => definitionNear(anchor))),
    })
    .map(({ rfm, favouredBy: counts, named }) => ({
      ...(rfm && { rfm }),
      favouredBy: counts,
      segments: new Map(named.map((definition, i) => [NAMED[i] ?? '', definition])),
    }));
