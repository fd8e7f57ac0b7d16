import { toldPeople } from '../../enrolments';
import { StepError } from '../../errors';
import type { JsonObject, Outcome, StepContext, StepItem } from '../../steps/define';
import { settleFates, type Unsettled, unsettled } from './ledger';

export interface UnsettledValues {
  operation: 'list' | 'arrived' | 'not_arrived';
  most: number;
  message: string;
}

type Item = StepItem<UnsettledValues>;

/** Unsettled Messages: lists the messages of unknown fate, or writes down what somebody found out of them. */
export async function handleUnsettled(items: readonly Item[], context: StepContext): Promise<Outcome[]> {
  return context.store.write(async (work) => {
    const outcomes: Outcome[] = [];
    for (const [item, { json, values }] of items.entries()) {
      if (values.operation === 'list') {
        const found = await unsettled(work, context.clock.now(), values.most);
        const people = await toldPeople(
          work,
          context,
          found.map(({ contact }) => contact),
        );
        outcomes.push(...found.map((one) => ({ item, output: 'found', json: told(one, people) })));
        if (found.length === 0) outcomes.push({ item, output: 'none', json });
      }
    }
    for (const arrived of [true, false]) {
      const asked = [...items.entries()].filter(
        ([, { values }]) => values.operation === (arrived ? 'arrived' : 'not_arrived'),
      );
      const ids = asked.map(([, one]) => messageOf(one));
      const settled = await settleFates(
        work,
        context.store,
        ids.filter((id) => id !== undefined),
        { arrived, now: context.clock.now() },
      );
      asked.forEach(([item, { json }], index) => {
        const id = ids[index];
        if (id === undefined) outcomes.push({ item, error: nameless() });
        else outcomes.push({ item, output: settled.has(id) ? 'settled' : 'already', json });
      });
    }
    return outcomes;
  });
}

/** Such that the item may go back to the step that sends the message. */
function told(
  { id, enrolment, journey, leg, step, channel, address, at, contact }: Unsettled,
  people: ReadonlyMap<number, JsonObject>,
): JsonObject {
  return {
    contact: people.get(contact) ?? { id: contact },
    journey: { enrolment, leg, name: journey },
    message: { id, channel, step, address, state: 'unknown', at: new Date(at).toISOString() },
  };
}

function messageOf({ json, values }: Item): number | undefined {
  const { message } = json;
  const own = typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined;
  const id = Number(values.message.trim() === '' ? own : values.message);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

const nameless = () =>
  new StepError('The item names no message.', {
    parameter: 'message',
    advice: 'Put this behind “List”, whose items have “message.id”, or fill in “Message”.',
  });
