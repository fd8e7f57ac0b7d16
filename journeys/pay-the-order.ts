import {
  couponIssue,
  lifecycleSegment,
  points,
  sendViaChannel,
  shopEvent,
  type Values,
  waitUntilPurchase,
} from '../core/steps';
import { defineJourney, type JourneyStep, place } from './define';

const key = (name: string) => `pay-the-order/${name}`;

/** Until this very order is paid. */
const untilPaid = (
  name: string,
  deadline: Partial<Values<typeof waitUntilPurchase.parameters>>,
  next: string,
) =>
  place(
    waitUntilPurchase,
    { until: 'order_paid', matching: 'order', ...deadline, stepKey: key(name) },
    { timed_out: next },
  );

/** An order that was cancelled meanwhile is no longer unpaid: its person leaves by Other. */
const ifUnpaid = (next: string) =>
  place(lifecycleSegment, { stages: ['order_unpaid'] }, { order_unpaid: next });

const send = (name: string, subject: string, lines: readonly string[], next?: string): JourneyStep =>
  place(
    sendViaChannel,
    {
      channel: 'outbox',
      subject,
      body: [
        'Hello {{ contact.firstName | default: "there" }},',
        ...lines,
        'https://shop.example/orders',
      ].join('\n\n'),
      stepKey: key(name),
    },
    next === undefined ? {} : { sent: next, not_sent: next },
  );

const theOrder = 'your order {{ order.id }} over {{ order.amount | money: order.currency }}';

/** Orders that are placed and not paid: reminders that offer more as time goes by, until the order is paid or cancelled. */
export const payTheOrder = defineJourney({
  name: 'pay-the-order',
  title: 'Pay the Order',
  summary:
    'Reminds of an order that is not paid after half an hour, at 19:00 and on days 1, 7 and 30, with a coupon by order amount, then points, then a cash coupon, and stops once the order is paid or cancelled.',
  toDo: [
    'Choose or create the signing secret in **Order Placed** and point your shop’s webhooks at the address shown there.',
    'Choose where the codes come from in **Order Coupon** and **Cash Coupon**, and the tiers by order amount. A coupon that is to count for an order already placed needs a shop that lets it be entered there; otherwise let it count for the next.',
    'Choose the **Channel** in each sending step. They are set to the outbox, which keeps messages and sends nothing.',
    'Put your own shop’s name, address and offers in the texts.',
    'Try it: order as someone@rehearsal.example. For such people a month takes a minute and nothing is sent.',
  ],
  sections: [
    {
      title: 'The Order',
      note: 'Each order is a passage of its own. Most are paid within half an hour.',
      steps: {
        'Order Placed': place(
          shopEvent,
          {
            events: ['order_placed'],
            reEntry: 'always',
            journey: 'pay-the-order',
            stepKey: key('placed'),
            rehearsalPeople: '*@rehearsal.example, rehearsal-*',
            rehearsalMonth: 'minute',
          },
          { started: 'Until Half an Hour' },
        ),
        'Until Half an Hour': untilPaid(
          'half-an-hour',
          { deadline: 'after_enrolment', amount: 30, unit: 'minutes' },
          'Unpaid After Half an Hour?',
        ),
        'Unpaid After Half an Hour?': ifUnpaid('Order Coupon'),
      },
    },
    {
      title: 'Half an Hour',
      note: 'Bigger orders, better coupons. Every reminder names the same code.',
      steps: {
        'Order Coupon': place(
          couponIssue,
          {
            kind: 'percentage',
            tiersBy: 'order_amount',
            tiers: [
              { from: '50', value: '5' },
              { from: '100', value: '8' },
              { from: '200', value: '10' },
            ],
            currency: 'EUR',
            validDays: 7,
            source: 'ledger',
            prefix: 'PAY',
            purpose: 'pay',
          },
          { issued: 'Remind With the Coupon', not_issued: 'Remind After Half an Hour' },
        ),
        'Remind With the Coupon': send(
          'remind-coupon',
          'Your order is waiting, and so is {{ coupon.text }} off',
          [
            `${theOrder} is not paid yet. With the code {{ coupon.code }} it is {{ coupon.text }} less, until {{ coupon.expiresAt | day }}.`,
          ],
          'Until 19:00',
        ),
        'Remind After Half an Hour': send(
          'remind',
          'Your order is waiting',
          [`${theOrder} is not paid yet. It takes a minute to finish it.`],
          'Until 19:00',
        ),
      },
    },
    {
      title: '19:00',
      note: 'In the evening, where the person is.',
      steps: {
        'Until 19:00': untilPaid(
          'evening',
          { deadline: 'local_time', localTime: '19:00' },
          'Unpaid at 19:00?',
        ),
        'Unpaid at 19:00?': ifUnpaid('Remind at 19:00'),
        'Remind at 19:00': send(
          'remind-evening',
          'We keep your order for you',
          [`${theOrder} is still kept for you.{% if coupon.code %} Your code: {{ coupon.code }}{% endif %}`],
          'Until Day 1',
        ),
      },
    },
    {
      title: 'Day 1: A Reminder',
      note: 'One day after the evening’s message, so that nobody gets two at once.',
      steps: {
        'Until Day 1': untilPaid(
          'day-1',
          { deadline: 'after_last_step', amount: 1, unit: 'days' },
          'Unpaid on Day 1?',
        ),
        'Unpaid on Day 1?': ifUnpaid('Remind on Day 1'),
        'Remind on Day 1': send(
          'remind-day-1',
          'Is anything missing?',
          [`${theOrder} is not paid yet. If something went wrong, reply to this message and we will help.`],
          'Until Day 7',
        ),
      },
    },
    {
      title: 'Day 7: Points',
      note: 'The reminder was not enough: points on top.',
      steps: {
        'Until Day 7': untilPaid(
          'day-7',
          { deadline: 'after_enrolment', amount: 7, unit: 'days' },
          'Unpaid on Day 7?',
        ),
        'Unpaid on Day 7?': ifUnpaid('Points on Day 7'),
        'Points on Day 7': place(
          points,
          { operation: 'grant', points: 200, purpose: 'day-7', reason: 'A week with an unpaid order' },
          { done: 'Tell of the Points' },
        ),
        'Tell of the Points': send(
          'points-day-7',
          '200 points for you',
          [
            `we have put 200 points on your account; you have {{ points.balance }} now. And ${theOrder} is still here.`,
          ],
          'Until Day 30',
        ),
      },
    },
    {
      title: 'Day 30: A Cash Coupon',
      note: 'The last word. The journey ends here for everybody.',
      steps: {
        'Until Day 30': untilPaid(
          'day-30',
          { deadline: 'after_enrolment', amount: 30, unit: 'days' },
          'Unpaid on Day 30?',
        ),
        'Unpaid on Day 30?': ifUnpaid('Cash Coupon'),
        'Cash Coupon': place(
          couponIssue,
          {
            kind: 'fixed',
            value: '10',
            minimumSpend: '50',
            currency: 'EUR',
            validDays: 7,
            source: 'ledger',
            prefix: 'CASH',
            purpose: 'cash',
          },
          { issued: 'Offer the Cash Coupon' },
        ),
        'Offer the Cash Coupon': send('cash-day-30', '{{ coupon.text }} for your next order', [
          'your order has been waiting for a month. Take {{ coupon.text }} off any order from {{ coupon.minimumSpend | money: coupon.currency }} with the code {{ coupon.code }}, until {{ coupon.expiresAt | day }}.',
        ]),
      },
    },
  ],
});
