import { type Clock, contactClock } from '../clock';
import { parseProfile, plainProfile } from '../ingest';
import { type Stage, stageOf } from '../segments';
import type { Store } from '../store';

/** One message of a passage, sent or not. */
export interface ReportedMessage {
  step: string;
  channel: string;
  state: string;
  reason: string | null;
  subject: string | null;
  /** Days after the journey began, in the contact's time. */
  day: number;
}

/** What a journey did with one person. */
export interface ReportedPassage {
  enrolment: number;
  contact: number;
  /** The shop's own customer id, where it is known. */
  customer: string | null;
  name: string;
  /** The stage that the person is in now. */
  stage: Stage | null;
  coupon: string | null;
  messages: ReportedMessage[];
  /** Days after the journey began at which the person bought and so left. */
  purchaseDay: number | null;
  /** The step that holds the person now. */
  waitingAt: string | null;
  exit: 'purchased' | 'completed' | null;
}

const DAY = 86_400_000;
const LAPSED_AFTER_DAYS = 90;
const daysBetween = (from: number, to: number) => Math.round(((to - from) / DAY) * 10) / 10;

/**
 * The passages of a journey after the enrolment `after` (0 for the first page), oldest first, at most `limit`.
 * A person has left when nothing holds them any more: by a purchase, or at the journey's end.
 */
export async function reportJourney(
  store: Store,
  clock: Clock,
  journey: string,
  { after = 0, limit = 100 }: { after?: number; limit?: number } = {},
): Promise<ReportedPassage[]> {
  const { db } = store;
  const passages = await db
    .selectFrom('enrolment')
    .innerJoin('contact', 'contact.id', 'enrolment.contact_id')
    .where('enrolment.journey', '=', journey)
    .where('enrolment.merged_into', 'is', null)
    .where('enrolment.id', '>', after)
    .leftJoin('rollup', 'rollup.contact_id', 'enrolment.contact_id')
    .select(['enrolment.id', 'enrolment.contact_id', 'enrolment.started_at', 'contact.profile'])
    .select(['contact.rehearsal_since as rehearsalSince', 'contact.rehearsal_speed as rehearsalSpeed'])
    .select(['registered_at', 'cart_items', 'orders_open', 'orders_paid', 'last_paid_at'])
    .orderBy('enrolment.id')
    .limit(limit)
    .execute();
  if (passages.length === 0) return [];
  const enrolments = passages.map(({ id }) => id);
  const coupons = await db
    .selectFrom('coupon')
    .where('enrolment_id', 'in', enrolments)
    .select(['enrolment_id', 'code'])
    .execute();
  const customers = await db
    .selectFrom('identity')
    .where(
      'contact_id',
      'in',
      passages.map(({ contact_id }) => contact_id),
    )
    .where('kind', 'like', 'customer:%')
    .select(['contact_id', 'value'])
    .execute();
  const messages = await db
    .selectFrom('message')
    .leftJoin('outbox', 'outbox.message_id', 'message.id')
    .where('message.enrolment_id', 'in', enrolments)
    .select([
      'message.enrolment_id',
      'message.step',
      'message.channel',
      'message.state',
      'message.reason',
      'message.at',
      'outbox.subject',
    ])
    .orderBy('message.id')
    .execute();
  const waits = await db
    .selectFrom('wait')
    .innerJoin('step', 'step.id', 'wait.step_id')
    .leftJoin('event', 'event.id', 'wait.event_id')
    .where('wait.enrolment_id', 'in', enrolments)
    .select(['wait.enrolment_id', 'wait.outcome', 'wait.ready_at', 'step.title', 'event.at'])
    .orderBy('wait.id')
    .execute();
  return passages.map(({ id, contact_id, started_at, profile, orders_open, orders_paid, ...row }) => {
    const passed = waits.filter(({ enrolment_id }) => enrolment_id === id);
    const holding = passed.find(({ ready_at }) => ready_at !== null);
    const last = passed.at(-1);
    const bought = last?.outcome === 'settled' ? last.at : null;
    const rollup = { ...row, orders_open: orders_open ?? 0, orders_paid: orders_paid ?? 0 };
    const fields = plainProfile(parseProfile(profile));
    return {
      enrolment: id,
      contact: contact_id,
      customer: customers.find((row) => row.contact_id === contact_id)?.value ?? null,
      name: [fields['firstName'], fields['lastName']].filter(Boolean).join(' '),
      stage: stageOf(rollup, contactClock(clock, row).now(), LAPSED_AFTER_DAYS) ?? null,
      coupon: coupons.find(({ enrolment_id }) => enrolment_id === id)?.code ?? null,
      messages: messages
        .filter(({ enrolment_id }) => enrolment_id === id)
        .map(({ step, channel, state, reason, subject, at }) => ({
          step,
          channel,
          state,
          reason,
          subject,
          day: daysBetween(started_at, at),
        })),
      purchaseDay: bought === null ? null : daysBetween(started_at, bought),
      waitingAt: holding?.title ?? null,
      exit: holding || !last ? null : last.outcome === 'settled' ? 'purchased' : 'completed',
    };
  });
}
