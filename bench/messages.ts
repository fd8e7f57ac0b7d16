import {
  type JsonObject,
  sendViaChannel,
  type StepContext,
  type StepItem,
  stepValues,
} from '../dist/core/steps/index.js';
import type { Store } from '../dist/core/store/index.js';
import { batches } from './measurement.ts';
import { BATCH, BEGAN, DAY, parkingOf, type Person, place } from './people.ts';

const unreachable = () => Promise.reject(new Error('this benchmark calls no server'));
const silent = () => undefined;

/** What a host gives Send via Channel. `smtp`: values of the connection to a mail server. */
export const contextOf = (store: Store, smtp: JsonObject = {}): StepContext => ({
  store,
  clock: { now: () => BEGAN + DAY },
  http: { request: unreachable, download: unreachable },
  log: { debug: silent, info: silent, warn: silent, error: silent },
  place,
  connect: ({ fields }) => Promise.resolve(stepValues(fields, smtp)),
});

type Items = Parameters<typeof sendViaChannel.run>[0];

/** What a host gives the step of these people, so many in a batch. */
export function itemsOf(all: readonly Person[], values: JsonObject, size = BATCH): Items[] {
  const same = stepValues(sendViaChannel.parameters, values);
  const items = all.map((one): StepItem<typeof same> => ({ json: parkingOf(one).json, values: same }));
  return [...batches(items, size)];
}

/** Sends each item its message, batch after batch; how many left by each output, and why. */
export async function sendAll(context: StepContext, all: readonly Items[]): Promise<Record<string, number>> {
  const told: Record<string, number> = {};
  for (const items of all) {
    for (const outcome of await sendViaChannel.run(items, context)) {
      const fate = fateOf('error' in outcome ? outcome.error.message : outcome.json['message']);
      told[fate] = (told[fate] ?? 0) + 1;
    }
  }
  return told;
}

function fateOf(message: unknown): string {
  if (typeof message !== 'object' || message === null) return String(message);
  return 'reason' in message ? String(message.reason) : 'sent';
}
