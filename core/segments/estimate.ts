import type { Clock } from '../clock';
import { type Text, text } from '../steps/text';
import type { Store } from '../store';
import { askedSegment, type SegmentChoice } from './asked';
import { type Estimate, estimateMembers, loadScoring, resolve } from './compile';
import type { SegmentDefinition } from './definition/types';
import { definitionFinder } from './membership';

/** How many people a segment has now, for whoever builds it. Throws `StepError` with what is missing or wrong. */
export async function estimateAudience(
  asked: SegmentChoice,
  { store, clock }: { store: Store; clock: Clock },
): Promise<Text> {
  const find = await definitionFinder(store.db);
  const definition = resolve(askedSegment(asked, find).definition, find);
  const options = { now: clock.now(), scoring: await loadScoring(store.db) };
  const estimate = await estimateMembers(store, definition, options);
  return inWords(estimate, await countPeople(store, estimate.by));
}

/** The definition that settings stand for, as JSON. Throws as `askedSegment`. */
export async function definitionText(asked: SegmentChoice, { store }: { store: Store }): Promise<string> {
  const find = await definitionFinder(store.db);
  return jsonOf(askedSegment(asked, find).definition);
}

const jsonOf = (definition: SegmentDefinition) => JSON.stringify(definition, null, 2);

/** How many people there are: counted where `estimateMembers` counts, else by the last of them. */
async function countPeople({ bulk }: Store, by: Estimate['by']): Promise<number> {
  const rollups = bulk.selectFrom('rollup');
  const query =
    by === 'counted'
      ? rollups.where('rehearsing', '=', 0).select((eb) => eb.fn.countAll<number>().as('people'))
      : rollups.select((eb) => eb.fn.max('contact_id').as('people'));
  const { people } = await query.executeTakeFirstOrThrow();
  return people;
}

function inWords({ members, by }: Estimate, people: number): Text {
  if (by === 'counted') {
    return text(
      `${english(members)} of ${english(people)} contacts (counted just now)`,
      `共 ${english(people)} 位联系人中的 ${english(members)} 位（刚刚统计）`,
    );
  }
  return text(
    `About ${english(round(members))} of ${english(round(people))} contacts (estimated just now)`,
    `共 ${english(round(people))} 位联系人中约 ${english(round(members))} 位（刚刚估算）`,
  );
}

const english = (count: number) => new Intl.NumberFormat('en-US').format(count);

/** To three figures: a sample knows no more. */
const round = (count: number) => Number(count.toPrecision(3));
