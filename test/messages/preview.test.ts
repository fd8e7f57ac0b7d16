import { previewMessage } from '../../core/messages';
import { TestClock } from '../support/clock';

const values = {
  channel: 'email',
  subject: 'Hello {{ contact.firstName }}',
  body: '{{ coupon.code }} until {{ coupon.expiresAt | day }}, {{ order.amount | money: order.currency }}',
  html: false,
  language: 'en',
  timeZone: 'Europe/Berlin',
} as const;

const preview = (more: Partial<Parameters<typeof previewMessage>[0]> = {}) =>
  previewMessage({ ...values, ...more }, new TestClock());

test('a message reads as somebody would get it, in the shop’s language', () => {
  expect(preview()).toBe('Hello Jane\n\nWELCOME-7KQ4M2 until April 1, 2026, €49.90');
  expect(preview({ language: 'de' })).toBe('Hello Jane\n\nWELCOME-7KQ4M2 until 1. April 2026, 49,90\u00a0€');
});

test('a message without a subject is its text', () => {
  expect(preview({ channel: 'http', body: 'Hi' })).toBe('Hi');
  expect(preview({ channel: 'outbox', subject: '', body: 'Hi' })).toBe('Hi');
});

test('values are escaped where the text is HTML', () => {
  const body = '<b>{{ "Jack & Jill" }}</b>';
  expect(preview({ body })).toContain('<b>Jack & Jill</b>');
  expect(preview({ body, html: true })).toContain('<b>Jack &amp; Jill</b>');
});

test.each([
  ['a name that does not exist', { body: '{{ contact.nick }}' }, 'body'],
  ['a subject that does not parse', { subject: '{% if %}' }, 'subject'],
  ['no text', { body: ' ' }, 'body'],
  ['a zone that does not exist', { timeZone: 'Mars/Base' }, 'timeZone'],
])('%s is told as when it is sent', (_, more, parameter) => {
  let error: unknown;
  try {
    preview(more);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ name: 'StepError', parameter });
});

test('all that templates may know is there', () => {
  const body =
    '{{ contact.lastName }} {{ contact.email }} {{ contact.phone }} {{ coupon.text }} {{ coupon.minimumSpend }} {{ event.name }} {{ event.at | day }} {{ order.id }} {{ journey.name }} {{ journey.startedAt | time }}';
  expect(preview({ body })).toContain('Doe jane@example.com');
});
