import { sql } from 'kysely';
import type { AttributeCondition, ConsentCondition } from '../definition/types';
import type { Compiled, Scope } from './scope';
import { textTest } from './text-test';
import { both, type Sql, type Words } from './words';

/** A field of the contact's profile; null where nothing was said. */
const field = (words: Words, name: string): Sql<string> => words.json(sql`c.profile`, [name, 0]);

const ofContact = (holds: Sql<boolean>): Compiled => ({
  member: sql`exists (select 1 from contact as c where c.id = r.contact_id and ${holds})`,
});

/** A field of the profile is like a text. */
export const compileAttribute = ({ words }: Scope, { attribute, is }: AttributeCondition): Compiled =>
  ofContact(textTest(words, is, (isLike) => sql`coalesce(${isLike(field(words, attribute))}, false)`));

/** A tag is among those of the profile, which a comma parts. */
export const compileTag = ({ words }: Scope, { tag }: { tag: string }): Compiled =>
  ofContact(sql`${words.position(sql`',' || ${field(words, 'tags')} || ','`, `,${tag},`)} > 0`);

const consents: Record<ConsentCondition['state'], (said: Sql<string>) => Sql<boolean>> = {
  granted: (said) => sql`c.unsubscribed_at is null and ${said} = 'granted'`,
  withdrawn: (said) => sql`(c.unsubscribed_at is not null or ${said} = 'withdrawn')`,
  unknown: (said) => sql`c.unsubscribed_at is null and coalesce(${said}, '') not in ('granted', 'withdrawn')`,
};

/** What the person said of being written to by a channel. */
export const compileConsent = ({ words }: Scope, { consent, state }: ConsentCondition): Compiled =>
  ofContact(consents[state](field(words, `consent.${consent}`)));

const addresses = new Map([
  ['sms', 'phone'],
  ['whatsapp', 'phone'],
]);

/** The person can be written to by a channel. */
export const compileReachable = ({ words }: Scope, { reachable }: { reachable: string }): Compiled =>
  ofContact(
    both([
      sql`c.unsubscribed_at is null`,
      sql`coalesce(${field(words, addresses.get(reachable) ?? reachable)}, '') <> ''`,
    ]),
  );
