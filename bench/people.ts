import type { Parking } from '../dist/core/waits/index.js';
import { insertRows, type Store } from '../dist/core/store/index.js';
import { batches } from './measurement.ts';

export const DAY = 86_400_000;
export const BEGAN = Date.parse('2026-03-02T09:00:00Z');
export const BATCH = 500;
const SEEDED_AT_ONCE = 5_000;

/** A person who registered and stands at the start of a journey: contact and enrolment have the same number. */
export interface Person {
  id: number;
  customer: string;
  email: string;
}

export const person = (id: number): Person => ({ id, customer: `c${id}`, email: `person${id}@example.com` });

export const people = (count: number): Person[] =>
  Array.from({ length: count }, (_, index) => person(index + 1));

/**
 * Writes people as their registrations would have: contact, identities, event, rollup, enrolment. `profile`: what else is
 * known of them.
 */
export async function seedPeople(
  store: Store,
  all: readonly Person[],
  profile: (one: Person) => Record<string, string> = () => ({}),
): Promise<void> {
  for (const some of batches(all, SEEDED_AT_ONCE)) {
    await store.write(async (work) => {
      const contacts = some.map((one) => {
        const known = { email: one.email, firstName: 'Ann', locale: 'de-DE', ...profile(one) };
        const fields = Object.entries(known).map(([field, value]) => [field, [value, BEGAN]]);
        return { id: one.id, created_at: BEGAN, profile: JSON.stringify(Object.fromEntries(fields)) };
      });
      const identities = some.flatMap(({ id, customer, email }) => [
        { kind: 'customer:shop', value: customer, contact_id: id },
        { kind: 'email', value: email, contact_id: id },
      ]);
      const events = some.map(({ id }) => ({
        id,
        source: 'shop',
        source_id: `registered-${id}`,
        contact_id: id,
        name: 'customer_registered',
        at: BEGAN,
        received_at: BEGAN,
        data: '{}',
      }));
      const rollups = some.map(({ id }) => ({ contact_id: id, registered_at: BEGAN }));
      const enrolments = some.map(({ id }) => ({
        id,
        journey: 'first-order',
        contact_id: id,
        occurrence: '',
        started_at: BEGAN,
      }));
      await insertRows(
        work,
        store,
        'contact',
        { id: 'integer', created_at: 'integer', profile: 'text' },
        contacts,
      ).execute();
      await insertRows(
        work,
        store,
        'identity',
        { kind: 'text', value: 'text', contact_id: 'integer' },
        identities,
      ).execute();
      await insertRows(work, store, 'event', eventColumns, events).execute();
      await insertRows(
        work,
        store,
        'rollup',
        { contact_id: 'integer', registered_at: 'integer' },
        rollups,
      ).execute();
      await insertRows(work, store, 'enrolment', enrolmentColumns, enrolments).execute();
    });
  }
  await store.write((work) =>
    work
      .updateTable('counter')
      .set({ next: all.length + 1 })
      .execute(),
  );
}

const eventColumns = {
  id: 'integer',
  source: 'text',
  source_id: 'text',
  contact_id: 'integer',
  name: 'text',
  at: 'integer',
  received_at: 'integer',
  data: 'text',
} as const;
const enrolmentColumns = {
  id: 'integer',
  journey: 'text',
  contact_id: 'integer',
  occurrence: 'text',
  started_at: 'integer',
} as const;

/** What travels with a person who was segmented and got a coupon. */
const travelling = ({ id, email }: Person) => ({
  journey: { enrolment: id, leg: 0, lastStepAt: BEGAN, name: 'first-order' },
  contact: { id, email, firstName: 'Ann', lastName: 'Example', locale: 'de-DE', rehearsal: false },
  event: { name: 'customer_registered', at: new Date(BEGAN).toISOString() },
  coupon: {
    code: `WELCOME-${id}`,
    kind: 'percentage',
    value: 1000,
    currency: null,
    minimumSpend: null,
    expiresAt: null,
    purpose: 'welcome',
    text: '10 %',
  },
});

/** A person's wait until a purchase; deadlines lie a second apart. */
export function parkingOf(one: Person): Parking {
  const due = BEGAN + DAY + one.id * 1000;
  return {
    enrolment: one.id,
    contact: one.id,
    leg: 0,
    event: 'order_paid',
    about: '',
    since: BEGAN,
    due,
    wakeAt: due,
    json: travelling(one),
  };
}

export const place = {
  host: 'n8n',
  workflow: 'first-order',
  node: 'wait',
  title: 'Wait Until Purchase',
  manual: false,
} as const;
