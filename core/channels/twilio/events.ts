import { instantOf } from '../../shops/instant';
import { count, fields, instant, key, listOf, maybe, readerOf, text, type TypeOf } from '../../shops/shape';
import type { Report } from '../callback';
import { reportOfIncoming, reportOfStatus } from './told';

const event = fields({
  type: text,
  data: fields({
    messageSid: maybe(key),
    messageStatus: maybe(text),
    errorCode: maybe(count),
    timestamp: maybe(instant),
    from: maybe(text),
    to: maybe(text),
    body: maybe(text),
  }),
});

const read = readerOf(listOf(event));

/**
 * What a batch of Event Streams tells, in which Twilio reports the same as by forms. Throws `MalformedError`.
 * Source: https://www.twilio.com/docs/events/event-types/messaging
 */
export const reportsOfEvents = (rawBody: Buffer): (Report | undefined)[] => read({ rawBody }).map(reportOf);

function reportOf({ type, data }: TypeOf<typeof event>): Report | undefined {
  const { messageSid: sid, messageStatus, errorCode, timestamp, from, to, body } = data;
  if (sid == null) return undefined;
  const at = timestamp == null ? {} : { at: instantOf(timestamp, 'timestamp') };
  if (type === 'com.twilio.messaging.inbound-message.received')
    return reportOfIncoming({ sid, from: from ?? undefined, text: body ?? '', optOut: undefined, ...at });
  if (!type.startsWith('com.twilio.messaging.message.')) return undefined;
  const status = (messageStatus ?? '').toLowerCase();
  return reportOfStatus({ sid, status, to: to ?? undefined, code: errorCode ?? undefined, ...at });
}
