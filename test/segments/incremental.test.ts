import fc from 'fast-check';
import { type ShopEvent, type Taken, takeEvents } from '../../core/ingest';
import type { SegmentDefinition } from '../../core/segments/definition';
import { defineSegment } from '../../core/segments/membership';
import { couponIssue } from '../../core/steps';
import type { Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { leaving, runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { Base } from './membership';
import { forget } from './oracle';
import { definitionNear } from './oracle/definitions';
import { anchors, HOUR, purposes } from './oracle/domain';
import { deedOf, emailOf, eventOf } from './oracle/events';
import { type Crossing, type Known, Mirror } from './oracle/mirror';
import { deedNear, type PlannedDeed } from './oracle/people';

/** The people there are; the last two rehearse. */
const NAMES = ['ann', 'bob', 'cem', 'dan', 'eve'];
const REHEARSING = ['dan', 'eve'];

const SEGMENTS = ['first', 'second', 'third', 'fourth'];

/** Something that happens to a base. People are told by their place in NAMES. */
type Move =
  | { do: 'tell'; deeds: { who: string; deed: PlannedDeed }[] }
  | { do: 'give'; who: string; purpose: string; days: number }
  | { do: 'join'; who: string[]; deed: PlannedDeed }
  | { do: 'define'; segment: string; definition: SegmentDefinition }
  | { do: 'wait'; moments: number };

/** `look`: whether the keeper gets its turn behind it. */
type Turn = Move & { look: boolean };

const oneOf = <T>(from: readonly T[]) => fc.constantFrom(...from);
const who = oneOf(NAMES);

/** Instants of deeds are so long before or after the person's own now: the anchor is 0. */
const deed = deedNear(0);

/** What scores and popularity decide changes with scoring runs alone. */
const followsScores = (definition: SegmentDefinition) => {
  const text = JSON.stringify(definition);
  return text.includes('favouritedBy') || text.split('"rfm"').length > text.split('"thresholds"').length;
};

/** A segment, and a definition for it that names only those before it. */
const defining = (anchor: number) =>
  fc.integer({ min: 0, max: SEGMENTS.length - 1 }).chain((place) =>
    fc.record({
      segment: fc.constant(SEGMENTS[place] ?? ''),
      definition: definitionNear(anchor, SEGMENTS.slice(0, place)).filter((one) => !followsScores(one)),
    }),
  );

const turns = (anchor: number): fc.Arbitrary<Turn[]> => {
  const moves: fc.WeightedArbitrary<Move>[] = [
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('tell' as const),
        deeds: fc.array(fc.record({ who, deed }), { minLength: 1, maxLength: 5, size: 'max' }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('give' as const),
        who,
        purpose: oneOf(purposes),
        days: fc.integer({ min: 1, max: 2 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('join' as const),
        who: fc.subarray(NAMES, { minLength: 2, maxLength: 2 }),
        deed,
      }),
    },
    {
      weight: 1,
      arbitrary: defining(anchor).map((one) => ({ do: 'define' as const, ...one })),
    },
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant('wait' as const), moments: fc.integer({ min: 1, max: 4 }) }),
    },
  ];
  const turn = fc
    .record({ move: fc.oneof(...moves), look: fc.boolean() })
    .map(({ move, look }): Turn => ({ ...move, look }));
  return fc.array(turn, { minLength: 1, maxLength: 20, size: 'max' });
};

interface Play {
  anchor: number;
  speed: number;
  definitions: SegmentDefinition[];
  turns: Turn[];
}

const plays: fc.Arbitrary<Play> = oneOf(anchors).chain((anchor) =>
  fc.record({
    anchor: fc.constant(anchor),
    speed: oneOf([60, 3600]),
    definitions: fc.tuple(
      ...SEGMENTS.map((_, place) =>
        definitionNear(anchor, SEGMENTS.slice(0, place)).filter((one) => !followsScores(one)),
      ),
    ),
    turns: turns(anchor),
  }),
);

type Told = Extract<Move, { do: 'tell' }>['deeds'];

/** A base whose segments are kept, and the mirror that knows what they should be. */
class Played {
  readonly #store: Store;
  readonly #clock: TestClock;
  readonly #speed: number;
  readonly #mirror: Mirror;
  readonly #base: Base;
  #events = 0;
  #heard = 0;

  constructor(store: Store, { anchor, speed }: Play) {
    this.#store = store;
    this.#clock = new TestClock(anchor);
    this.#speed = speed;
    this.#mirror = new Mirror(this.#clock);
    this.#base = new Base(store, this.#clock);
  }

  async define(segment: string, definition: SegmentDefinition): Promise<void> {
    this.#mirror.define(segment, definition);
    await defineSegment(this.#store, this.#clock, segment, definition);
  }

  async turn({ look, ...move }: Turn): Promise<void> {
    this.#mirror.pass();
    switch (move.do) {
      case 'tell':
        await this.#tell(move.deeds);
        break;
      case 'join':
        await this.#join(move.who, move.deed);
        break;
      case 'give':
        await this.#give(move.who, move.purpose, move.days);
        break;
      case 'define':
        await this.define(move.segment, move.definition);
        break;
      case 'wait':
        await this.#wait(move.moments, look);
    }
    if (look) await this.check();
  }

  /** Lets the keeper do what is due; then everybody is in what they should be, and was told so. */
  async check(): Promise<void> {
    await this.#base.look();
    this.#mirror.build();
    expect(await this.#members()).toEqual(this.#expectedMembers());
    expect(await this.#crossings()).toEqual(this.#mirror.takeCrossings().sort(byPerson));
  }

  end(): Promise<void> {
    return this.#base.stop();
  }

  async #tell(deeds: Told): Promise<void> {
    const told = deeds.map(({ who: name, deed: planned }) => {
      const known = this.#known(name);
      return { known, event: this.#eventOf(name, known, planned) };
    });
    const taken = await this.#take(told.map(({ event }) => event));
    told.forEach(({ known, event }, i) => {
      known.contact = taken[i]?.contact ?? 0;
      known.deeds.push(deedOf(known.clock, event));
    });
    this.#mirror.look();
  }

  async #join(names: readonly string[], planned: PlannedDeed): Promise<void> {
    const [one, other] = names.map((name) => this.#mirror.people.get(name));
    if (!one || !other || one === other) return;
    const into = this.#mirror.join(one, other);
    const [event, another] = names.map((name) => this.#eventOf(name, into, planned));
    if (!event || !another) return;
    await this.#take([{ ...event, identities: [...event.identities, ...another.identities] }]);
    into.deeds.push(deedOf(into.clock, event));
    this.#mirror.look();
  }

  async #give(name: string, purpose: string, days: number): Promise<void> {
    const known = this.#mirror.people.get(name);
    if (!known || known.coupons.some((coupon) => coupon.purpose === purpose)) return;
    const context = contextOf(this.#store, this.#clock);
    const settings = { purpose, validDays: days };
    const { json } = leaving(await runStep(couponIssue, settings, context, [{ email: emailOf(name) }]));
    const { code, expiresAt } = issued(json);
    known.coupons.push({ code, purpose, state: 'issued', expiresAt: Date.parse(expiresAt) });
    this.#mirror.look();
  }

  /** Goes on to the next instants at which anything may change; looks at each, and a millisecond before. */
  async #wait(moments: number, look: boolean): Promise<void> {
    for (let i = 0; i < moments; i += 1) {
      const next = this.#mirror.ahead[0] ?? this.#clock.now() + HOUR;
      this.#clock.instant = next - 1;
      if (look) await this.check();
      this.#clock.instant = next;
      if (look) await this.check();
      this.#mirror.pass();
    }
  }

  #known(name: string): Known {
    const speed = REHEARSING.includes(name) ? this.#speed : null;
    return this.#mirror.people.get(name) ?? this.#mirror.meet(name, speed);
  }

  #eventOf(name: string, { clock, coupons }: Known, planned: PlannedDeed): ShopEvent {
    this.#events += 1;
    const codes = coupons.map(({ code }) => code);
    const at = clock.now() + planned.at;
    return eventOf({ name, clock, codes }, { ...planned, at }, `${name} ${this.#events}`);
  }

  #take(events: readonly ShopEvent[]): Promise<Taken[]> {
    const rehearses = ({ sourceId }: ShopEvent) => REHEARSING.some((name) => sourceId.startsWith(name));
    const rule = { speed: this.#speed, matches: rehearses };
    return this.#store.write((work) => takeEvents(work, this.#store, this.#clock, events, rule));
  }

  #expectedMembers(): [segment: string, contact: number][] {
    return this.#mirror.segments.toSorted().flatMap((segment) =>
      this.#mirror.everybody
        .filter(({ segments }) => segments.has(segment))
        .map(({ contact }): [string, number] => [segment, contact])
        .sort(([, a], [, b]) => a - b),
    );
  }

  async #members(): Promise<[segment: string, contact: number][]> {
    const rows = await this.#store.db
      .selectFrom('membership as m')
      .innerJoin('segment as s', 's.id', 'm.segment_id')
      .where('s.state', '=', 'current')
      .where('m.since', 'is not', null)
      .orderBy('s.name')
      .orderBy('m.contact_id')
      .select(['s.name', 'm.contact_id'])
      .execute();
    return rows.map(({ name, contact_id }) => [name, contact_id]);
  }

  /** What was told since this was asked last. */
  async #crossings(): Promise<Crossing[]> {
    const rows = await this.#store.db
      .selectFrom('event')
      .where('source', '=', 'segments')
      .where('id', '>', this.#heard)
      .orderBy('id')
      .select(['id', 'contact_id', 'name', 'at', 'data'])
      .execute();
    this.#heard = rows.at(-1)?.id ?? this.#heard;
    const told = rows.map(({ contact_id: contact, name, at, data }): Crossing => {
      const { segment } = JSON.parse(data) as { segment: { name: string } };
      return { contact, segment: segment.name, change: name === 'segment_left' ? 'left' : 'entered', at };
    });
    return told.sort(byPerson);
  }
}

/** What a person was told, as it came; the order in which two became one is nobody's. */
const byPerson = (a: Crossing, b: Crossing) =>
  a.contact - b.contact ||
  a.at - b.at ||
  a.segment.localeCompare(b.segment) ||
  a.change.localeCompare(b.change);

function issued(json: Record<string, unknown>): { code: string; expiresAt: string } {
  const { coupon } = json;
  if (typeof coupon === 'object' && coupon !== null && 'code' in coupon && 'expiresAt' in coupon)
    return { code: String(coupon.code), expiresAt: String(coupon.expiresAt) };
  throw new Error(`no coupon: ${JSON.stringify(json)}`);
}

describeOnStores('Live memberships', (store) => {
  test('are what brute force says at every instant, and all that changes is told', async () => {
    const property = fc.asyncProperty(plays, async (play) => {
      await forget(store());
      const played = new Played(store(), play);
      try {
        for (const [place, definition] of play.definitions.entries())
          await played.define(SEGMENTS[place] ?? '', definition);
        for (const turn of play.turns) await played.turn(turn);
        await played.check();
      } finally {
        await played.end();
      }
    });
    await fc.assert(property, { numRuns: 40 });
  }, 180_000);
});
