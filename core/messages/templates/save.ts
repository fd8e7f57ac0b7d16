import type { Store, Work } from '../../store';
import { type TemplateText, textsOf } from './find';

/** A text to keep; `body` null removes the one in this language. */
export type Kept = Pick<TemplateText, 'name' | 'language' | 'format' | 'subject'> & { body: string | null };

/** What keeping a text came to. */
export interface Saved {
  version: number;
  /** False where the newest version says the same already. */
  isNew: boolean;
}

interface Saving {
  /** Whether people get it whose language has no text. */
  fallback: boolean;
  /** Wall, ms UTC. */
  at: number;
}

/** Keeps a text as a new version of its template, unless the newest in its language says the same. */
export function saveText(store: Store, kept: Kept, saving: Saving): Promise<Saved> {
  return store.write(async (work) => {
    for (;;) {
      const saved = await trySaving(work, kept, saving);
      if (saved) return saved;
    }
  });
}

/** Undefined where somebody else has just taken the version. */
async function trySaving(work: Work, kept: Kept, { fallback, at }: Saving): Promise<Saved | undefined> {
  const texts = (await textsOf(work, [kept.name])).get(kept.name) ?? [];
  const before = texts.find(({ language }) => language === kept.language);
  const isFallback = texts[0]?.language === kept.language;
  if (before && isAlike(before, kept) && (isFallback || !fallback))
    return { version: before.version, isNew: false };
  const last = await work
    .selectFrom('message_template')
    .where('name', '=', kept.name)
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirst();
  const version = (last?.version ?? 0) + 1;
  const { numInsertedOrUpdatedRows } = await work
    .insertInto('message_template')
    .values({
      ...kept,
      version,
      fallback_since: fallback || texts.length === 0 ? version : (before?.fallback_since ?? 0),
      at,
    })
    .onConflict((conflict) => conflict.columns(['name', 'version']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n ? { version, isNew: true } : undefined;
}

const isAlike = (one: Kept, other: Kept): boolean =>
  one.format === other.format && one.subject === other.subject && one.body === other.body;
