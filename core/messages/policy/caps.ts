import type { Store, Work } from '../../store';
import type { PolicyValues } from './values';

const DAY = 86_400_000;

/** A marketing message that somebody got, or is about to get. */
interface Got {
  channel: string;
  /** Contact's time, ms UTC. */
  at: number;
}

type StepCaps = Pick<PolicyValues, 'mostByChannel' | 'mostByChannelDays' | 'mostInAll' | 'mostInAllDays'>;

/** The step's caps, and the person's own. */
interface Caps extends StepCaps {
  /** Days in which the person wants one message at most, by whatever channel; 0 for no wish. */
  chosenDays: number;
}

/** Which cap keeps a message, and when it may go out (contact's time, ms UTC). */
export interface Capped {
  reason: 'frequency_cap' | 'chosen_frequency';
  nextAt: number;
}

/** Whose messages count, and from when on. */
export interface CapAsked extends Caps {
  contact: number;
  /** Contact's time, ms UTC. */
  now: number;
}

/**
 * Looked for here and not by the query: PostgreSQL, as long as it has no statistics of the table, takes a question for
 * these for so choosy that it begins with it, and reads the whole table for each batch.
 */
const GOT: ReadonlySet<string> = new Set(['intended', 'sent', 'unknown']);

const hasCap = ({ mostByChannel, mostInAll, chosenDays }: Caps) =>
  mostByChannel > 0 || mostInAll > 0 || chosenDays > 0;

/** What the people of a batch have got lately, counted on as the batch goes; their rows are held. */
export class Frequency {
  readonly #got = new Map<number, Got[]>();

  /** Reads what counts towards the caps of these; of whoever has none, nothing. */
  static async of(work: Work, store: Store, asked: readonly CapAsked[]): Promise<Frequency> {
    const frequency = new Frequency();
    const people = new Map<number, number>();
    for (const one of asked.filter(hasCap)) {
      const { contact, now, mostByChannelDays, mostInAllDays, chosenDays } = one;
      const since = now - Math.max(mostByChannelDays, mostInAllDays, chosenDays) * DAY;
      people.set(contact, Math.min(since, people.get(contact) ?? since));
    }
    if (people.size === 0) return frequency;
    const batch = store.batch(
      { contact_id: 'integer', since: 'integer' },
      [...people].map(([contact_id, since]) => ({ contact_id, since })),
    );
    const rows = await work
      .selectFrom(batch.as('asked'))
      .innerJoin('message', (join) =>
        join.onRef('message.contact_id', '=', 'asked.contact_id').onRef('message.at', '>', 'asked.since'),
      )
      .select(['message.contact_id', 'message.channel', 'message.at', 'message.purpose', 'message.state'])
      .execute();
    for (const { contact_id, channel, at, purpose, state } of rows) {
      if (purpose === 'marketing' && GOT.has(state)) frequency.note(contact_id, { channel, at });
    }
    return frequency;
  }

  /** Takes a message into account that will go out. */
  note(contact: number, got: Got): void {
    const known = this.#got.get(contact);
    if (known) known.push(got);
    else this.#got.set(contact, [got]);
  }

  /** What keeps a message that is one too many now, and keeps it longest; undefined for one that may go out. */
  capOn(asked: CapAsked, channel: string): Capped | undefined {
    const { contact, now } = asked;
    const got = this.#got.get(contact);
    if (!got) return undefined;
    const byChannel = got.filter((one) => one.channel === channel);
    const found = [
      cap(
        'frequency_cap',
        roomAt(byChannel, { most: asked.mostByChannel, days: asked.mostByChannelDays, now }),
      ),
      cap('frequency_cap', roomAt(got, { most: asked.mostInAll, days: asked.mostInAllDays, now })),
      cap('chosen_frequency', roomAt(got, { most: 1, days: asked.chosenDays, now })),
    ].flat();
    return found.toSorted((a, b) => b.nextAt - a.nextAt)[0];
  }
}

const cap = (reason: Capped['reason'], nextAt: number | undefined): Capped[] =>
  nextAt === undefined ? [] : [{ reason, nextAt }];

/** When one more fits into the last `days`; undefined for now. */
function roomAt(
  got: readonly Got[],
  { most, days, now }: { most: number; days: number; now: number },
): number | undefined {
  if (most <= 0 || days <= 0 || got.length < most) return undefined;
  const inWindow = got
    .map(({ at }) => at)
    .filter((at) => at > now - days * DAY)
    .toSorted((a, b) => a - b);
  const first = inWindow[inWindow.length - most];
  return first === undefined ? undefined : first + days * DAY;
}
