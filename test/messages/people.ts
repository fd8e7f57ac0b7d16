import { customerIdentity, takeEvents } from '../../core/ingest';
import { sendViaChannel } from '../../core/steps/send-via-channel';
import type { JsonObject, Outcome, StepContext } from '../../core/steps/define';
import { stepValues } from '../../core/steps/schema';

interface Person {
  id: string;
  profile?: Record<string, string>;
  unsubscribed?: boolean;
  rehearsing?: boolean;
}

/** Makes people known as a shop's webhooks would. */
export async function meet({ store, clock }: StepContext, people: readonly Person[]): Promise<void> {
  const at = clock.now();
  const events = people.flatMap(({ id, profile = {}, unsubscribed = false }) => {
    const said = { source: 'shop', at, identities: [customerIdentity('shop', id)], data: {} };
    const registered = {
      ...said,
      sourceId: `${id} registered`,
      name: 'customer_registered',
      profile,
    } as const;
    const left = { ...said, sourceId: `${id} left`, name: 'unsubscribed', profile: {} } as const;
    return unsubscribed ? [registered, left] : [registered];
  });
  const rehearsing = new Set(people.filter((person) => person.rehearsing).map(({ id }) => id));
  await store.write((work) =>
    takeEvents(work, store, clock, events, {
      speed: 43_200,
      matches: ({ sourceId }) => rehearsing.has(sourceId.split(' ')[0] ?? ''),
    }),
  );
}

/** Runs Send via Channel as a host does: each item with its own values. */
export function sendEach(
  context: StepContext,
  items: readonly { json: JsonObject; values: JsonObject }[],
): Promise<Outcome[]> {
  return sendViaChannel.run(
    items.map(({ json, values }) => ({ json, values: stepValues(sendViaChannel.parameters, values) })),
    context,
  );
}

/** Runs Send via Channel for customers, all with the same values. */
export function send(context: StepContext, values: JsonObject, ...customers: string[]): Promise<Outcome[]> {
  return sendEach(
    context,
    customers.map((customerId) => ({ json: { customerId }, values })),
  );
}

/** The outcomes in the order of their items, as far as messages go. */
export function fates(outcomes: readonly Outcome[]): unknown[] {
  return outcomes
    .toSorted((a, b) => a.item - b.item)
    .map((outcome) =>
      'error' in outcome ? outcome.error.message : [outcome.output, outcome.json['message']],
    );
}

/** The ledger's rows, told by state and reason. */
export async function ledger({ store }: StepContext): Promise<unknown[]> {
  return store.db
    .selectFrom('message')
    .select(['channel', 'address', 'state', 'reason'])
    .orderBy('id')
    .execute();
}

/** The events that messages brought, in order. */
export async function toldEvents({ store }: Pick<StepContext, 'store'>) {
  const rows = await store.db
    .selectFrom('event')
    .where('source', '=', 'message')
    .orderBy('id')
    .select(['name', 'channel', 'data'])
    .execute();
  return rows.map(({ data, ...event }) => ({
    ...event,
    data: JSON.parse(data) as JsonObject & { message: JsonObject },
  }));
}

/** Their names. */
export const told = async (context: Pick<StepContext, 'store'>): Promise<string[]> =>
  (await toldEvents(context)).map(({ name }) => name);

/** When what could not be taken at 09:00 is tried again for the first time: part of the minute is left to chance. */
export const withinAMinute: unknown = expect.stringMatching(/T09:0(0:[3-5]\d|1:00)\./);
