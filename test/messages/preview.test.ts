import { customerIdentity, takeEvents } from '../../core/ingest';
import { checkPreview, pageAddress, previewMessage } from '../../core/messages';
import { couponIssue } from '../../core/steps';
import { openStore, type Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { runStep } from '../support/steps';
import { sqlitePlace, type StorePlace } from '../support/stores';
import { meet } from './people';

const values = {
  textFrom: 'here',
  previewPerson: '',
  postalAddress: '1 High Street, London',
  templateName: '',
  channel: 'email',
  subject: 'Hello {{ contact.firstName }}',
  body: '{{ coupon.code }} until {{ coupon.expiresAt | day }}, {{ order.amount | money: order.currency }}',
  format: 'plain',
  language: 'en',
  timeZone: 'Europe/Berlin',
} as const;

let at: StorePlace;
let store: Store;

beforeAll(async () => {
  at = sqlitePlace();
  store = await openStore(at.place);
});

afterAll(async () => {
  await store.close();
  await at.remove();
});

const preview = (more: Partial<Parameters<typeof previewMessage>[0]> = {}) =>
  previewMessage({ ...values, ...more }, { store, clock: new TestClock() });

test('a message reads as somebody would get it, in the shop’s language', async () => {
  expect(await preview()).toBe('Hello Jane\n\nWELCOME-7KQ4M2 until April 1, 2026, €49.90');
  expect(await preview({ language: 'de' })).toBe(
    'Hello Jane\n\nWELCOME-7KQ4M2 until 1. April 2026, 49,90\u00a0€',
  );
});

test('a message without a subject is its text', async () => {
  expect(await preview({ channel: 'http', body: 'Hi' })).toBe('Hi');
  expect(await preview({ channel: 'outbox', subject: '', body: 'Hi' })).toBe('Hi');
});

test('HTML and MJML read as mail programs show them; values are escaped', async () => {
  const body = '<b>{{ "<i>Jack</i> & Jill" }}</b>';
  expect(await preview({ body })).toContain('<b><i>Jack</i> & Jill</b>');
  expect(await preview({ body, format: 'html' })).toBe('Hello Jane\n\n<i>Jack</i> & Jill');
  const mjml = `<mjml><mj-body><mj-section><mj-column><mj-text>${body}</mj-text></mj-column></mj-section></mj-body></mjml>`;
  expect(await preview({ body: mjml, format: 'mjml' })).toBe('Hello Jane\n\n<i>Jack</i> & Jill');
});

const mjml = (...lines: string[]) =>
  ['<mjml><mj-body><mj-section><mj-column>', ...lines, '</mj-column></mj-section></mj-body></mjml>'].join(
    '\n',
  );

test.each([
  ['an unknown element', mjml('<mj-text>Hi</mj-text>', '<mj-txt>Hi</mj-txt>'), /line 3: .*mj-txt/],
  ['no MJML at all', 'Hello', /line 1: /],
  [
    'an unknown name',
    mjml('', '<mj-text>', '{{ contact.nick }}', '</mj-text>'),
    /line 4: there is no contact.nick/,
  ],
  [
    'a tag where MJML takes none',
    mjml('{% if coupon %}', '<mj-text>Hi</mj-text>', '{% endif %}'),
    /line 2: MJML drops {% if/,
  ],
  ['a file', mjml('<mj-include path="/etc/hostname" />'), /line 2: .*mj-include/],
])('of MJML, %s is told with its line', async (_, body, message) => {
  await expect(preview({ body, format: 'mjml' })).rejects.toMatchObject({
    name: 'StepError',
    parameter: 'body',
    message: expect.stringMatching(message),
  });
});

test('Liquid stands between the blocks of MJML in blocks of its own', async () => {
  const body = mjml(
    '<mj-raw>{% for n in (1..2) %}</mj-raw>',
    '<mj-button href="https://shop.example/?a={{ n | append: "x" }}">No {{ n }}</mj-button>',
    '<mj-raw>{% endfor %}</mj-raw>',
  );
  const read = await preview({ body, format: 'mjml' });
  expect(read).toMatch(/No 1 \[https:..shop.example.\?a=1x\]\s+No 2 \[https:..shop.example.\?a=2x\]/);
});

test.each([
  ['a name that does not exist', { body: '{{ contact.nick }}' }, 'body'],
  ['a subject that does not parse', { subject: '{% if %}' }, 'subject'],
  ['no text', { body: ' ' }, 'body'],
  ['a zone that does not exist', { timeZone: 'Mars/Base' }, 'timeZone'],
])('%s is told as when it is sent', async (_, more, parameter) => {
  await expect(preview(more)).rejects.toMatchObject({ name: 'StepError', parameter });
});

test('all that templates may know is there', async () => {
  const body =
    '{{ contact.lastName }} {{ contact.email }} {{ contact.phone }} {{ coupon.text }} {{ coupon.minimumSpend }} {{ event.name }} {{ event.at | day }} {{ order.id }} {{ journey.name }} {{ journey.startedAt | time }}';
  expect(await preview({ body })).toContain('Doe jane@example.com');
});

test('for somebody of the store it reads as they would get it: their language, newest order and coupon', async () => {
  const clock = new TestClock();
  const context = contextOf(store, clock);
  const li = { id: 'li', profile: { email: 'li@example.com', firstName: '李', locale: 'zh-CN' } };
  await meet(context, [li, { id: 'bob', profile: { email: 'bob@example.com', firstName: 'Bob' } }]);
  const order = { id: 'o7', amount: 12300, currency: 'CNY' };
  await store.write((work) =>
    takeEvents(work, store, clock, [
      {
        source: 'shop',
        sourceId: 'o7',
        name: 'order_placed',
        at: clock.now(),
        identities: [customerIdentity('shop', 'li')],
        profile: {},
        data: { order },
      },
    ]),
  );
  await runStep(couponIssue, { prefix: 'HELLO' }, context, [{ customerId: 'li' }]);
  const body = '{{ order.id }} {{ order.amount | money: order.currency }} {{ coupon.code }}';
  const read = await preview({ body, previewPerson: 'li' });
  expect(read).toMatch(/^Hello 李\n\no7 ¥123\.00 HELLO/);
  expect(await preview({ body, previewPerson: 'bob' })).toBe('Hello Bob\n\n5001 €49.90 WELCOME-7KQ4M2');
  const nobody = preview({ body, previewPerson: 'eva@example.com' });
  await expect(nobody).rejects.toMatchObject({ name: 'StepError', parameter: 'previewPerson' });
  const contacts = await store.db.selectFrom('contact').select('id').execute();
  expect(contacts).toHaveLength(2);
});

test('is checked too: what is to be mended is told in both languages', async () => {
  const mail = { ...values, from: 'hello@shop.example', purpose: 'marketing' } as const;
  const place = { store, clock: new TestClock() };
  expect((await checkPreview(mail, place)).en.split('\n')).toEqual([
    expect.stringContaining('Nobody can unsubscribe'),
    expect.stringContaining('postal address'),
    expect.stringContaining('no name'),
  ]);
  await pageAddress.keep(store, 'https://flows.example.com/page');
  const body = 'Hi. {{ postalAddress }}. {{ unsubscribeUrl }}';
  expect(await checkPreview({ ...mail, from: 'Jane <a@shop.example>', body }, place)).toEqual({
    en: 'Nothing to mend.',
    zh: '没有需要修改的地方。',
  });
});
