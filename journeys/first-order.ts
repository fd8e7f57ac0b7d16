import { couponIssue, lifecycleSegment, sendViaChannel, shopEvent, waitUntilPurchase } from '../core/steps';
import { defineJourney, place } from './define';

// Day 30 still comes before the coupon's end, so that the last call can name it.
const couponDays = 31;

const untilDay = (day: number, next: string) =>
  place(
    waitUntilPurchase,
    {
      until: 'order_paid',
      deadline: 'after_enrolment',
      amount: day,
      unit: 'days',
      stepKey: `first-order/day-${day}`,
    },
    { timed_out: next },
  );

// Whoever could not be reached this time is tried again at the next reminder.
const send = (key: string, message: { subject: string; body: string }, next?: string) =>
  place(
    sendViaChannel,
    { channel: 'outbox', ...message, stepKey: `first-order/${key}` },
    next === undefined ? {} : { sent: next, not_sent: next },
  );

/** New customers: a welcome coupon and reminders for 30 days, until the first paid order. */
export const firstOrder = defineJourney({
  name: 'first-order',
  title: 'First Order',
  summary:
    'Greets each new customer with a welcome coupon, reminds on days 1, 3, 15 and 30, and stops at the first paid order.',
  toDo: [
    'Choose or create the signing secret in **Customer Registers** and point your shop’s webhooks at the address shown there.',
    'Choose the **Channel** in each sending step. They are set to the outbox, which keeps messages and sends nothing.',
    'Put your own shop’s name, address and offers in the texts.',
    'Try it: register as someone@rehearsal.example. For such people a month takes a minute and nothing is sent.',
  ],
  sections: [
    {
      title: 'Registration',
      note: 'Once per person. Past buyers leave by Other.',
      steps: {
        'Customer Registers': place(
          shopEvent,
          {
            events: ['customer_registered'],
            reEntry: 'once',
            journey: 'first-order',
            stepKey: 'first-order/registered',
            rehearsalPeople: '*@rehearsal.example, rehearsal-*',
            rehearsalMonth: 'minute',
          },
          { started: 'No Order Yet?' },
        ),
        'No Order Yet?': place(
          lifecycleSegment,
          { stages: ['registered', 'cart', 'order_unpaid'] },
          { registered: 'Welcome Coupon', cart: 'Welcome Coupon', order_unpaid: 'Welcome Coupon' },
        ),
      },
    },
    {
      title: 'Welcome',
      note: 'One code per person, the same in every reminder.',
      steps: {
        'Welcome Coupon': place(
          couponIssue,
          {
            kind: 'percentage',
            value: '10',
            currency: 'EUR',
            validDays: couponDays,
            source: 'ledger',
            prefix: 'WELCOME',
            purpose: 'welcome',
          },
          { issued: 'Announce the Coupon', not_issued: 'Welcome Without Coupon' },
        ),
        'Announce the Coupon': send(
          'welcome',
          {
            subject: 'Welcome! Here is 10% off your first order',
            body: `Hello {{ contact.firstName | default: "there" }},

thank you for joining us. Your first order is 10% off with the code

{{ coupon.code }}

It is yours alone and good until {{ coupon.expiresAt | day }}.

https://shop.example`,
          },
          'Until Day 1',
        ),
        'Welcome Without Coupon': send(
          'welcome-without-coupon',
          {
            subject: 'Welcome!',
            body: `Hello {{ contact.firstName | default: "there" }},

thank you for joining us. If you have a question about anything in the shop, just ask: we are glad to help.

https://shop.example`,
          },
          'Until Day 15',
        ),
      },
    },
    {
      title: 'Day 1',
      note: 'Whoever has paid leaves by Purchased.',
      steps: {
        'Until Day 1': untilDay(1, 'Remind on Day 1'),
        'Remind on Day 1': send(
          'remind-day-1',
          {
            subject: 'Your 10% is waiting',
            body: `Hello {{ contact.firstName | default: "there" }},

your code {{ coupon.code }} takes 10% off whatever you choose. Enter it at the checkout by {{ coupon.expiresAt | day }}.

https://shop.example`,
          },
          'Until Day 3',
        ),
      },
    },
    {
      title: 'Day 3',
      note: 'Whoever has paid leaves by Purchased.',
      steps: {
        'Until Day 3': untilDay(3, 'Remind on Day 3'),
        'Remind on Day 3': send(
          'remind-day-3',
          {
            subject: 'Still looking around?',
            body: `Hello {{ contact.firstName | default: "there" }},

take your time: {{ coupon.code }} takes 10% off your first order until {{ coupon.expiresAt | day }}. If something holds you back, reply to this message and we will help.

https://shop.example`,
          },
          'Until Day 15',
        ),
      },
    },
    {
      title: 'Day 15: Another Way',
      note: 'The coupon did not move them: show goods instead.',
      steps: {
        'Until Day 15': untilDay(15, 'Recommend on Day 15'),
        'Recommend on Day 15': send(
          'remind-day-15',
          {
            subject: 'What others like best this month',
            body: `Hello {{ contact.firstName | default: "there" }},

not sure where to begin? These are the things our customers order again and again:

https://shop.example/bestsellers`,
          },
          'Until Day 30',
        ),
      },
    },
    {
      title: 'Day 30: Last Call',
      note: 'The journey ends here for everybody.',
      steps: {
        'Until Day 30': untilDay(30, 'Last Call on Day 30'),
        'Last Call on Day 30': send('remind-day-30', {
          subject: 'New this month, and one last word',
          body: `Hello {{ contact.firstName | default: "there" }},

here is what is new in the shop:

https://shop.example/new
{% if coupon %}
Your welcome code {{ coupon.code }} ends on {{ coupon.expiresAt | day }}. After that we will not remind you again.
{% endif %}`,
        }),
      },
    },
  ],
});
