import { setTimeout as sleep } from 'node:timers/promises';

import type { ReportedPassage } from '../../core/report';
import type { Customer, Deed } from './customers.ts';
import { type Shop, shopEvent } from './shop.ts';

/** Rehearsing people live a month in a minute. */
const DAY_MS = 2_000;
const POLL_MS = 250;

export interface Rehearsal {
  readonly shop: Shop;
  readonly customers: readonly Customer[];
  /** What the journey has done so far. */
  report(): Promise<readonly ReportedPassage[]>;
  /** Called after each look, before the next deeds. */
  onReport?(passages: readonly ReportedPassage[]): void | Promise<void>;
  readonly deadlineMs?: number;
}

/** Lets the customers live their stories, and answers with the report once everybody has left the journey. */
export async function rehearse({
  shop,
  customers,
  report,
  onReport,
  deadlineMs = 240_000,
}: Rehearsal): Promise<readonly ReportedPassage[]> {
  const started = Date.now();
  const pending = new Map(customers.map((customer) => [customer, [...customer.deeds]]));
  for (;;) {
    const passages = await report();
    await onReport?.(passages);
    for (const [customer, deeds] of pending) {
      const day = (Date.now() - started) / DAY_MS;
      while (deeds[0] && isTime(deeds[0], day, passageOf(customer, passages))) {
        const [deed] = deeds.splice(0, 1);
        if (deed) await act(shop, customer, deed);
      }
    }
    const acting = [...pending.values()].some((deeds) => deeds.length > 0);
    if (!acting && passages.length >= customers.length && passages.every(({ exit }) => exit !== null))
      return passages;
    if (Date.now() - started > deadlineMs)
      throw new Error(
        `After ${deadlineMs / 1000} seconds not everybody has left the journey: ${JSON.stringify(passages)}`,
      );
    await sleep(POLL_MS);
  }
}

export function passageOf(
  customer: Customer,
  passages: readonly ReportedPassage[],
): ReportedPassage | undefined {
  return passages.find((passage) => passage.customer === customer.id);
}

function isTime({ day, after }: Deed, today: number, passage: ReportedPassage | undefined): boolean {
  if (today < day) return false;
  return after === undefined || (passage?.messages.some(({ step }) => step === after) ?? false);
}

async function act(
  shop: Shop,
  { id, firstName, email }: Customer,
  { type, data, deliveries = 1 }: Deed,
): Promise<void> {
  const customer = { id, firstName, ...(email && { email }) };
  const delivery = shopEvent(type, { customer, ...data });
  const answers = await Promise.all(Array.from({ length: deliveries }, () => shop.deliver(delivery)));
  const refused = answers.find(({ status }) => status !== 200);
  if (refused) throw new Error(`The node refused a webhook (${refused.status}): ${refused.answer}`);
}
