import type { Condition, SegmentDefinition } from '../../core/segments/definition/types';
import { defineSegment, type Keeper, startKeeper } from '../../core/segments/membership';
import type { Log } from '../../core/ports';
import type { Store } from '../../core/store';
import type { TestClock } from '../support/clock';
import { quiet } from '../support/context';

export const definitionOf = (where: Condition): SegmentDefinition => ({ version: 1, where });

/** Paid for an order within the last 30 days. */
export const buyers: Condition = { did: 'order_paid', when: { last: { days: 30 } } };

export const order = (id: string) => ({ order: { id, amount: 4990, currency: 'EUR' } });

/** The segments of a store, and what keeps them. */
export class Base {
  #keeper: Keeper | undefined;

  constructor(
    readonly store: Store,
    readonly clock: TestClock,
    readonly log: Log = quiet,
  ) {}

  /** Lets happen what is due: flips, buildings. */
  async look(): Promise<void> {
    this.#keeper ??= startKeeper(this);
    this.#keeper.nudge();
    await this.#keeper.settled();
  }

  /** Whatever kept the segments is gone. */
  async stop(): Promise<void> {
    await this.#keeper?.stop();
    this.#keeper = undefined;
  }

  /** Saves a segment; it is built by the next look. */
  define(name: string, where: Condition) {
    return defineSegment(this.store, this.clock, name, definitionOf(where));
  }

  /** Saves segments and builds them. */
  async build(segments: Readonly<Record<string, Condition>>): Promise<void> {
    for (const [name, where] of Object.entries(segments)) await this.define(name, where);
    await this.look();
  }

  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.look();
  }

  /** The customer ids of who is in a segment as people see it, in their order. */
  async members(segment: string): Promise<string[]> {
    const rows = await this.store.db
      .selectFrom('membership as m')
      .innerJoin('segment as s', 's.id', 'm.segment_id')
      .innerJoin('identity as i', 'i.contact_id', 'm.contact_id')
      .where('s.name', '=', segment)
      .where('s.state', '=', 'current')
      .where('m.since', 'is not', null)
      .where('i.kind', '=', 'customer:shop')
      .orderBy('i.value')
      .select('i.value')
      .execute();
    return rows.map(({ value }) => value);
  }

  /** Who entered and left what, and when, in the order in which it was told. */
  async told(): Promise<[who: string, what: string, at: number][]> {
    const rows = await this.store.db
      .selectFrom('event as e')
      .innerJoin('identity as i', 'i.contact_id', 'e.contact_id')
      .where('e.source', '=', 'segments')
      .where('i.kind', '=', 'customer:shop')
      .orderBy('e.id')
      .select(['i.value', 'e.name', 'e.data', 'e.at'])
      .execute();
    return rows.map(({ value, name, data, at }) => {
      const { segment } = JSON.parse(data) as { segment: { name: string } };
      return [value, `${name.replace('segment_', '')} ${segment.name}`, at];
    });
  }
}
