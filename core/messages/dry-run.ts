import type { JsonObject, Outcome } from '../steps/define';
import type { Store } from '../store';
import { findings, findingsIn } from './check';
import { isRefused, type Plan } from './plan';
import { judge, type Objection } from './policy/judge';
import { type Reason, reasons } from './reasons';

/** Decides about messages as if they were sent now, and tells what would go to whom and why not; nothing is sent. */
export async function tryOut(plans: readonly Plan[], store: Store): Promise<Outcome[]> {
  if (plans.length === 0) return [];
  const written = plans.filter(({ message }) => !isRefused(message));
  const objections = await store.write((work) => judge(work, store, written));
  return Promise.all(plans.map(async (plan) => outcomeOf(plan, objections.get(plan), await toMend(plan))));
}

/** What is to be mended about a message, as items carry it. */
async function toMend({ message, values }: Plan): Promise<JsonObject[]> {
  if (isRefused(message)) return [];
  const found = await findingsIn(message, values);
  return found.map((code) => ({ code, detail: findings[code].en }));
}

function outcomeOf(
  { item, json, channel, address, message }: Plan,
  objection: Objection | undefined,
  check: JsonObject[],
): Outcome {
  const told = (more: JsonObject) => ({
    ...json,
    message: { channel: channel.name, address: address ?? null, dryRun: true, ...more },
  });
  const reason: Reason | undefined = isRefused(message) ? message.refused : objection?.reason;
  if (isRefused(message) || reason !== undefined) {
    const next = objection?.nextAt;
    const why = reason === undefined ? {} : { reason, detail: reasons[reason].en };
    const retry = next === undefined ? {} : { retryAt: new Date(next).toISOString() };
    return { item, output: 'not_sent', json: told({ state: 'not_sent', ...why, ...retry }) };
  }
  const { subject, body } = message;
  return { item, output: 'sent', json: told({ state: 'would_be_sent', subject, body, check }) };
}
