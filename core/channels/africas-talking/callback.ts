import type { Callbacks, Report, Told } from '../callback';
import { addressOf, formFields, heard, needed } from '../hearing';

/**
 * Delivery reports, people’s messages and opt-outs, as forms. Africa’s Talking signs none of them.
 * Source: https://developers.africastalking.com/docs/sms/notifications
 */
export const africasTalkingCallbacks: Callbacks = {
  async hear({ rawBody }, { now }) {
    return heard(() => [reportOf(formFields(rawBody), now)]);
  },
};

type Form = ReturnType<typeof formFields>;

/** Only a delivery report has a status, and only a message a text. */
function reportOf(form: Form, now: number): Report | undefined {
  if (form['status'] !== undefined) return reportOfDelivery(form);
  return form['text'] === undefined ? reportOfOptOut(form, now) : reportOfIncoming(form);
}

/** What is left out is still under way. */
const FATES = new Map<string, Told>([
  ['Success', 'delivered'],
  ['Rejected', 'failed'],
  ['Failed', 'bounced'],
  ['AbsentSubscriber', 'bounced'],
  ['Expired', 'bounced'],
]);

/** Reasons that tell of the number. */
const LOST = new Map<string, NonNullable<Report['lost']>>([
  ['UserDoesNotExist', 'gone'],
  ['NotNetworkSubscriber', 'gone'],
  ['UserInBlackList', 'opted_out'],
  ['DoNotDisturbRejection', 'opted_out'],
]);

function reportOfDelivery(form: Form): Report | undefined {
  const id = needed(form, 'id');
  const status = needed(form, 'status');
  const { failureReason: reason = '' } = form;
  const told = FATES.get(status);
  if (!told) return undefined;
  const address = addressOf('phone', form['phoneNumber']);
  const lost = LOST.get(reason);
  return {
    told,
    key: `${id}:${status}`,
    providerId: id,
    ...(address && { address }),
    ...(told !== 'delivered' && { detail: `${status} ${reason}`.trim(), ...(lost && { lost }) }),
  };
}

/** Undefined for a message of nobody who has a number. */
function reportOfIncoming(form: Form): Report | undefined {
  const key = needed(form, 'id');
  const address = addressOf('phone', needed(form, 'from'));
  return address && { told: 'replied', key, address, text: form['text'] ?? '' };
}

const HOUR = 3_600_000;

/** It has neither an id nor a time: one of another hour is another, for people may come back and leave again. */
function reportOfOptOut(form: Form, now: number): Report | undefined {
  const address = addressOf('phone', needed(form, 'phoneNumber'));
  return (
    address && { told: 'unsubscribed', key: `opt-out:${address.value}:${Math.floor(now / HOUR)}`, address }
  );
}
