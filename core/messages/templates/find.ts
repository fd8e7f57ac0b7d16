import type { Store, Work } from '../../store';

/** The newest text of a template in one language. */
export interface TemplateText {
  name: string;
  /** BCP 47 tag. */
  language: string;
  version: number;
  format: 'plain' | 'html' | 'mjml';
  subject: string;
  body: string;
  fallback_since: number;
  /** Wall, ms UTC. */
  at: number;
}

/** Templates told at once. */
const MOST = 1_000;

type Reader = Store['db'] | Work;

const columns = ['name', 'language', 'version', 'format', 'subject', 'body', 'fallback_since', 'at'] as const;

const isThere = <T extends { body: string | null }>(row: T): row is T & { body: string } => row.body !== null;

/** The newest texts of these templates by name, the one for whoever reads none of the languages first. */
export async function textsOf(
  reader: Reader,
  names: readonly string[],
): Promise<Map<string, TemplateText[]>> {
  if (names.length === 0) return new Map();
  const rows = await reader
    .selectFrom('message_template')
    .where((eb) =>
      eb.and([
        eb('name', 'in', names),
        eb(
          'version',
          '=',
          eb
            .selectFrom('message_template as newer')
            .whereRef('newer.name', '=', 'message_template.name')
            .whereRef('newer.language', '=', 'message_template.language')
            .select((one) => one.fn.max('newer.version').as('version')),
        ),
      ]),
    )
    .select(columns)
    .orderBy('fallback_since', 'desc')
    .orderBy('version')
    .execute();
  return Map.groupBy(rows.filter(isThere), ({ name }) => name);
}

/** One version of a template; undefined where there is none, or it says that the text was removed. */
export async function versionOf(
  reader: Reader,
  name: string,
  version: number,
): Promise<TemplateText | undefined> {
  const row = await reader
    .selectFrom('message_template')
    .where('name', '=', name)
    .where('version', '=', version)
    .select(columns)
    .executeTakeFirst();
  return row && isThere(row) ? row : undefined;
}

/** The names of templates, removed ones among them, at most 1,000. */
export async function namesOf(reader: Reader): Promise<string[]> {
  const rows = await reader
    .selectFrom('message_template')
    .select('name')
    .distinct()
    .orderBy('name')
    .limit(MOST)
    .execute();
  return rows.map(({ name }) => name);
}

/** The text for somebody who reads `language`: in it, in the language without its region, else in the first. */
export function textIn<T extends { language: string }>(texts: readonly T[], language: string): T | undefined {
  for (let tag = language; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    const text = texts.find((one) => one.language === tag);
    if (text) return text;
  }
  return texts[0];
}
