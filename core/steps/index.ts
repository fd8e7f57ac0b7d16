import type { Step } from './define';
import { chooseChannel } from './choose-channel';
import { contactPrivacy } from './contact-privacy';
import { couponIssue } from './coupon-issue';
import { couponPool } from './coupon-pool';
import { lifecycleSegment } from './lifecycle-segment';
import { messageEvents } from './message-events';
import { messageReport } from './message-report';
import { messageTemplate } from './message-template';
import { points } from './points';
import { recordEvent } from './record-event';
import { segmentEvent } from './segment-event';
import { sendViaChannel } from './send-via-channel';
import { shopEvent } from './shop-event';
import { unsettledMessages } from './unsettled-messages';
import { unsubscribePage } from './unsubscribe-page';
import { waitUntilPurchase } from './wait-until-purchase';

export * from './define';
export { isShown, outputsOf, outputsVary, rowOutput } from './outputs';
export { type Answered, answered, questionsOf } from './questions';
export { stepValues } from './schema';
export type { Text } from './text';
export {
  chooseChannel,
  contactPrivacy,
  couponIssue,
  couponPool,
  lifecycleSegment,
  messageEvents,
  messageReport,
  messageTemplate,
  points,
  recordEvent,
  segmentEvent,
  sendViaChannel,
  shopEvent,
  unsettledMessages,
  unsubscribePage,
  waitUntilPurchase,
};

/** Every step, in the order in which a palette shows them. */
export const steps: readonly Step[] = [
  shopEvent,
  segmentEvent,
  unsubscribePage,
  messageEvents,
  lifecycleSegment,
  recordEvent,
  contactPrivacy,
  couponIssue,
  couponPool,
  points,
  waitUntilPurchase,
  chooseChannel,
  messageTemplate,
  sendViaChannel,
  unsettledMessages,
  messageReport,
];
