import { type Clock, type ContactClock, contactClock } from '../../../core/clock';
import type { SegmentDefinition } from '../../../core/segments/definition';
import type { Deed, HeldCoupon, World } from './history';
import { isMember } from './member';
import { momentsOf } from './moments';

/** Somebody entered or left a segment. `at`: the person's own time. */
export interface Crossing {
  contact: number;
  segment: string;
  change: 'entered' | 'left';
  at: number;
}

/** Somebody of whom everything is known. */
export interface Known {
  contact: number;
  clock: ContactClock;
  deeds: Deed[];
  coupons: HeldCoupon[];
  /** The segments that the person is in. */
  segments: Set<string>;
}

/**
 * Who should be in which segment, worked out anew for everybody each time anything happens, and what should have been
 * told of it: brute force beside a store.
 */
export class Mirror {
  readonly people = new Map<string, Known>();
  readonly #clock: Clock;
  /** Wall; what time did until then is worked out. */
  #until: number;
  /** As people see them, and as they were last defined. */
  #segments: ReadonlyMap<string, SegmentDefinition> = new Map();
  #defined = new Map<string, SegmentDefinition>();
  #crossings: Crossing[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#until = clock.now();
  }

  /** Everybody, each once. */
  get everybody(): Known[] {
    return [...new Set(this.people.values())];
  }

  get segments(): string[] {
    return [...this.#segments.keys()];
  }

  /** Somebody who comes into being now. `speed`: null for whoever does not rehearse. */
  meet(name: string, speed: number | null): Known {
    const pace = { rehearsalSince: speed === null ? null : this.#clock.now(), rehearsalSpeed: speed };
    const clock = contactClock(this.#clock, pace);
    const known: Known = { contact: 0, clock, deeds: [], coupons: [], segments: new Set() };
    this.people.set(name, known);
    return known;
  }

  /** Two turn out to be one: the one who came first. Whatever either was in they are in, until it is looked at. */
  join(one: Known, other: Known): Known {
    const [into, from] = one.contact <= other.contact ? [one, other] : [other, one];
    into.deeds.push(...from.deeds);
    into.coupons.push(...from.coupons);
    for (const segment of from.segments) into.segments.add(segment);
    for (const [name, known] of this.people) if (known === from) this.people.set(name, into);
    for (const crossing of this.#crossings)
      if (crossing.contact === from.contact) crossing.contact = into.contact;
    return into;
  }

  /** Saves a segment, to be seen once it is built. */
  define(name: string, definition: SegmentDefinition): void {
    this.#defined.set(name, definition);
  }

  /** Makes what was defined what people see; nothing is told of that. */
  build(): void {
    this.pass();
    this.#segments = new Map(this.#defined);
    for (const known of this.everybody) known.segments = this.#segmentsOf(known, this.#clock.now());
  }

  /** Lets time do what it was to do by now, before anything else happens. */
  pass(): void {
    const now = this.#clock.now();
    for (const known of this.everybody) {
      const moments = this.#momentsOf(known, this.#until).filter((wall) => wall <= now);
      for (const wall of moments) this.#look(known, wall);
    }
    this.#until = now;
  }

  /** Looks at everybody after something happened. */
  look(): void {
    for (const known of this.everybody) this.#look(known, this.#clock.now());
  }

  /** The wall instants ahead at which anything may change for anybody. */
  get ahead(): number[] {
    const moments = this.everybody.flatMap((known) => this.#momentsOf(known, this.#clock.now()));
    return [...new Set(moments)].sort((a, b) => a - b);
  }

  /** What should have been told since this was asked last. */
  takeCrossings(): Crossing[] {
    const told = this.#crossings;
    this.#crossings = [];
    return told;
  }

  /** Wall instants after one at which anything may change for somebody. */
  #momentsOf(known: Known, after: number): number[] {
    const now = known.clock.at(after);
    const moments = [...this.#segments.values()].flatMap((definition) =>
      momentsOf(definition, known, now, this.#world),
    );
    return [...new Set(moments.map((at) => known.clock.wallAt(at)))]
      .filter((wall) => wall > after)
      .sort((a, b) => a - b);
  }

  #look(known: Known, wall: number): void {
    const after = this.#segmentsOf(known, wall);
    const tell = (segment: string, change: Crossing['change']) =>
      this.#crossings.push({ contact: known.contact, segment, change, at: known.clock.at(wall) });
    for (const segment of known.segments) if (!after.has(segment)) tell(segment, 'left');
    for (const segment of after) if (!known.segments.has(segment)) tell(segment, 'entered');
    known.segments = after;
  }

  #segmentsOf(known: Known, wall: number): Set<string> {
    const now = known.clock.at(wall);
    const held = [...this.#segments].filter(([, definition]) =>
      isMember(definition, known, now, this.#world),
    );
    return new Set(held.map(([name]) => name));
  }

  get #world(): World {
    return { favouredBy: new Map(), segments: this.#segments };
  }
}
