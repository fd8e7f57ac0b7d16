import { type Clock, contactClock, ORDINARY } from '../clock';
import { toldCoupon } from '../coupons';
import { type Contact, lookUp, toldEvent } from '../enrolments';
import type { EventData } from '../ingest';
import type { JsonObject } from '../steps/define';
import type { Store } from '../store';

const DAY = 86_400_000;

/** Somebody that a message is shown for: what is known of them, and what they bring along. */
export interface Shown {
  contact: Contact;
  json: JsonObject;
}

/** Somebody made up, with all that templates may know of a person on the way. */
export function sample(clock: Clock): Shown {
  const now = clock.now();
  const order = { id: '5001', amount: 4990, currency: 'EUR' };
  const coupon = {
    code: 'WELCOME-7KQ4M2',
    purpose: 'welcome',
    kind: 'percentage',
    value: 10,
    text: '10 %',
    currency: 'EUR',
    minimumSpend: 2500,
    expiresAt: new Date(now + 30 * DAY).toISOString(),
    rehearsal: false,
  };
  const profile = { firstName: 'Jane', lastName: 'Doe', email: 'jane@example.com', phone: '+4930123456' };
  return {
    contact: { id: 1, profile, profileText: '', unsubscribed: false, clock: contactClock(clock, ORDINARY) },
    json: { coupon, event: toldEvent('order_paid', now, { order }) },
  };
}

/**
 * A person of the store with their newest coupon and order; what they do not have yet is made up, for the journey gives
 * it on the way. Throws `StepError` naming `previewPerson` when nobody is known by `who`.
 */
export async function personShown(
  { store, clock }: { store: Store; clock: Clock },
  who: string,
): Promise<Shown> {
  const contact = await lookUp({ store, clock }, who, 'previewPerson');
  const event = await store.db
    .selectFrom('event')
    .where('contact_id', '=', contact.id)
    .where('name', 'in', ['order_placed', 'order_paid'])
    .select(['name', 'at', 'data'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const coupon = await store.db
    .selectFrom('coupon')
    .where('contact_id', '=', contact.id)
    .where('state', '=', 'issued')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    contact,
    json: {
      ...sample(clock).json,
      ...(coupon && { coupon: toldCoupon(coupon, contact.profile) }),
      ...(event && { event: toldEvent(event.name, event.at, JSON.parse(event.data) as EventData) }),
    },
  };
}
