import { formOf, plainTextOf, written } from '../channels';
import { type Clock, contactClock, ORDINARY } from '../clock';
import { type Contact, toldEvent } from '../enrolments';
import { draftsOf, type TextValues } from './draft';
import type { Store } from '../store';
import type { SendValues } from './plan';
import { scopeOf, styleOf } from './scope';
import { render } from './template';

const DAY = 86_400_000;

/** Somebody made up, with all that templates may know of a person on the way. */
function sample(clock: Clock) {
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
  const contact: Contact = { id: 1, profile, unsubscribed: false, clock: contactClock(clock, ORDINARY) };
  return {
    contact,
    scope: {
      unsubscribeUrl: 'https://shop.example/unsubscribe',
      ...scopeOf(
        { coupon, event: toldEvent('order_paid', now, { order }) },
        { contact, journey: 'first-order', startedAt: now },
      ),
    },
  };
}

/**
 * A message as somebody made up would read it: its subject, if the channel has one, an empty line and its text.
 * Throws `StepError` for what the templates get wrong.
 */
export async function previewMessage(
  values: TextValues & Pick<SendValues, 'channel' | 'language' | 'timeZone'>,
  { store, clock }: { store: Store; clock: Clock },
): Promise<string> {
  const { contact, scope } = sample(clock);
  const style = styleOf(contact, values);
  const [draftIn] = await draftsOf([values], store);
  if (!draftIn) throw new Error('the preview has no draft');
  const draft = draftIn(style.language);
  const { source, title } = draft;
  const form = formOf(values.channel);
  const titled = form === 'mail' || form === 'note';
  const subject = titled ? render('subject', draft.subject, scope, style, { title }) : '';
  const body = written(
    'body',
    render('body', draft.body, scope, style, { escape: draft.html ? 'html' : 'text', source, title }),
  );
  const read = draft.html ? await plainTextOf(body) : body;
  return [subject, read].filter((part) => part !== '').join('\n\n');
}
