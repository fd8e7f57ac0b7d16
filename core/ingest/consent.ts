import { sql } from 'kysely';
import { insertRows, type Store, type Work } from '../store';
import type { ContactNews } from './contacts';

/** What said something: an event, by its source and its id there, or a file. */
export interface Proof {
  source: string;
  source_id: string;
}

/** A word of somebody on being written to. */
export interface ConsentWord extends Proof {
  contact_id: number;
  /** `consent.<medium>`, `consent.<medium>.<topic>`, or `MARKETING`. */
  field: string;
  state: 'granted' | 'withdrawn';
  /** Contact's time, ms UTC. */
  at: number;
}

/** The field under which unsubscribing and coming back are kept. */
export const MARKETING = 'marketing';

export const isConsent = (field: string): boolean => field.startsWith('consent.');

/** What a piece of news says of being written to. */
export function wordsIn(contact_id: number, news: ContactNews, proof: Proof): ConsentWord[] {
  const { profile, unsubscribedAt, resubscribedAt } = news;
  const word = (field: string, state: ConsentWord['state'], at: number) => ({
    contact_id,
    field,
    state,
    at,
    ...proof,
  });
  const said = Object.entries(profile).flatMap(([field, [state, at]]) =>
    isConsent(field) && (state === 'granted' || state === 'withdrawn') ? [word(field, state, at)] : [],
  );
  if (unsubscribedAt !== null) said.push(word(MARKETING, 'withdrawn', unsubscribedAt));
  if (resubscribedAt !== null) said.push(word(MARKETING, 'granted', resubscribedAt));
  return said;
}

const columns = {
  contact_id: 'integer',
  field: 'text',
  state: 'text',
  at: 'integer',
  source: 'text',
  source_id: 'text',
} as const;

/** Keeps of each field the latest word with its proof, in whatever order words come; as profiles do. */
export async function recordConsents(work: Work, store: Store, words: readonly ConsentWord[]): Promise<void> {
  const latest = new Map<string, ConsentWord>();
  for (const word of words) {
    const key = `${word.contact_id} ${word.field}`;
    const known = latest.get(key);
    if (!known || isLater(word, known)) latest.set(key, word);
  }
  if (latest.size === 0) return;
  await insertRows(work, store, 'consent', columns, [...latest.values()])
    .onConflict((conflict) =>
      conflict
        .columns(['contact_id', 'field'])
        .doUpdateSet((eb) => ({
          state: eb.ref('excluded.state'),
          at: eb.ref('excluded.at'),
          source: eb.ref('excluded.source'),
          source_id: eb.ref('excluded.source_id'),
        }))
        .where(laterWins),
    )
    .execute();
}

const isLater = (a: ConsentWord, b: ConsentWord): boolean =>
  a.at > b.at || (a.at === b.at && a.state > b.state);

const laterWins = sql<boolean>`excluded.at > consent.at or (excluded.at = consent.at and excluded.state > consent.state)`;

/** Two contacts became one: the latest word of either counts. */
export async function joinConsents(work: Work, from: number, into: number): Promise<void> {
  await sql`
    insert into consent (contact_id, field, state, at, source, source_id)
    select ${sql.lit(into)}, field, state, at, source, source_id from consent where contact_id = ${from}
    on conflict (contact_id, field) do update set
      state = excluded.state, at = excluded.at, source = excluded.source, source_id = excluded.source_id
    where ${laterWins}`.execute(work);
  await work.deleteFrom('consent').where('contact_id', '=', from).execute();
}
