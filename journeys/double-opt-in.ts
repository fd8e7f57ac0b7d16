import { sendViaChannel, shopEvent, unsubscribePage, waitUntilPurchase } from '../core/steps';
import { defineJourney, place } from './define';

const key = (name: string) => `double-opt-in/${name}`;

/** Whoever signs up confirms by a link in a mail, and only then gets marketing; who does not, gets no more. */
export const doubleOptIn = defineJourney({
  name: 'double-opt-in',
  title: 'Double Opt-In',
  summary:
    'Asks whoever signs up to confirm by a signed link, keeps the consent with its proof, and greets them; ends for whoever has not confirmed within 7 days.',
  toDo: [
    'Choose or create the signing secret in **Customer Signs Up** and point your shop’s webhooks at the address shown there.',
    'Publish **Confirm Page** where people reach it from the internet. If you have an Unsubscribe Page already, delete this one: the links lead to yours.',
    'Choose the **Channel** in each sending step. They are set to the outbox, which keeps messages and sends nothing.',
    'Set **Consent** to “Only Who Has Said Yes” in the marketing messages of your other journeys: before the confirmation nothing is said, and that is no yes.',
    'Try it: register as someone@rehearsal.example. For such people a month takes a minute and nothing is sent.',
  ],
  sections: [
    {
      title: 'Sign-Up',
      note: 'Nothing is consented to yet. The mail is transactional: it offers nothing but the link.',
      steps: {
        'Customer Signs Up': place(
          shopEvent,
          {
            events: ['customer_registered'],
            journey: 'double-opt-in',
            // Who lets the link expire may sign up again, and gets another.
            reEntry: 'after',
            reEntryDays: 7,
            stepKey: key('signed-up'),
            rehearsalPeople: '*@rehearsal.example, rehearsal-*',
            rehearsalMonth: 'minute',
          },
          { started: 'Ask to Confirm' },
        ),
        'Confirm Page': place(unsubscribePage, {
          journey: 'double-opt-in-left',
          stepKey: key('page'),
        }),
        'Ask to Confirm': place(
          sendViaChannel,
          {
            channel: 'outbox',
            purpose: 'transactional',
            subject: 'Please confirm your subscription',
            body: [
              'Hello {{ contact.firstName | default: "there" }},',
              'do you want to get news and offers from us? Confirm it here:',
              '{{ confirmUrl }}',
              'If you did not sign up, do nothing, and you will not hear from us again.',
            ].join('\n\n'),
            stepKey: key('ask'),
          },
          { sent: 'Until Confirmed' },
        ),
      },
    },
    {
      title: 'Confirmation',
      note: 'The page keeps the consent with its proof. Who has not confirmed in 7 days leaves here.',
      steps: {
        'Until Confirmed': place(
          waitUntilPurchase,
          {
            until: 'consent_changed',
            deadline: 'after_enrolment',
            amount: 7,
            unit: 'days',
            stepKey: key('confirmed'),
          },
          { settled: 'Welcome' },
        ),
        Welcome: place(sendViaChannel, {
          channel: 'outbox',
          consentRule: 'granted',
          subject: 'Welcome',
          body: [
            'Hello {{ contact.firstName | default: "there" }},',
            'thank you for confirming. You will hear from us when there is something new.',
            'Unsubscribe: {{ unsubscribeUrl }}',
          ].join('\n\n'),
          stepKey: key('welcome'),
        }),
      },
    },
  ],
});
