import type { Passage } from '../enrolments';
import { readScores } from '../scores';
import { segmentsOf } from '../segments';
import type { StepContext } from '../steps/define';
import type { Work } from '../store';
import { asksRfm, type Standing, type TierRule, tierSegments } from './tiers';

/** Where the people of a batch stand, as far as their tiers ask, by contact. */
export async function standingsOf(
  work: Work,
  context: StepContext,
  claims: readonly { passage: Passage; values: TierRule }[],
): Promise<Map<number, Standing>> {
  if (!claims.some(({ values }) => asksRfm(values) || tierSegments(values).length > 0)) return new Map();
  const people = [...new Map(claims.map(({ passage: { contact } }) => [contact.id, contact])).values()].map(
    ({ id, clock }) => ({ id, now: clock.now() }),
  );
  const names = [...new Set(claims.flatMap(({ values }) => tierSegments(values)))];
  const segments = await segmentsOf(work, context, names, people, 'segmentTiers');
  const scores = claims.some(({ values }) => asksRfm(values))
    ? await readScores(work, context.store, people, { scores: ['rfm', 'tier'] })
    : new Map<number, never>();
  return new Map(
    people.map(({ id }) => {
      const { rfm = null, tier = null } = scores.get(id) ?? {};
      const score = rfm && rfm.r + rfm.f + rfm.m;
      return [id, { segments: segments.get(id) ?? new Set(), tier, score }];
    }),
  );
}
