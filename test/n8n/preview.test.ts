import { sendViaChannel } from '../../core/steps';
import { toN8nParameters } from '../../nodes/adapter';
import { SendViaChannel } from '../../nodes/SendViaChannel/SendViaChannel.node';
import { type StorePlace, sqlitePlace } from '../support/stores';
import { asked } from './asked';

let place: StorePlace;

beforeAll(() => {
  place = sqlitePlace();
  process.env['JOURNEYS_STORE'] = place.place;
});
afterAll(async () => place.remove());

const previewOf = (values: Record<string, string>) =>
  asked(
    new SendViaChannel(),
    'preview',
    toN8nParameters(sendViaChannel, { channel: 'outbox', subject: 'Hi {{ contact.firstName }}', ...values }),
  );

it.each([
  ['a fixed field', '{{ coupon.code }} is yours.'],
  ['a field that the editor made an expression', '={{ coupon.code }} is yours.'],
])('Liquid in %s is shown as somebody would get it', async (_, body) => {
  expect(await previewOf({ body })).toBe('Hi Jane WELCOME-7KQ4M2 is yours.');
});

it.each([
  ['what is wrong', '{{ contact.nick }}', 'there is no contact.nick. Check the name'],
  ['what only the item tells', '={{ $json.text }}', 'Known only when it runs'],
  ['a mix of two languages', '={{ coupon.code }} {{ $json.text }}', 'mixes Liquid and n8n expressions'],
])('says so of %s', async (_, body, words) => {
  expect(await previewOf({ body })).toContain(words);
});

it('a preview for somebody who is not known says so', async () => {
  expect(await previewOf({ body: 'Hello', previewPerson: 'eva@example.com' })).toContain(
    'Nobody is known by “eva@example.com”.',
  );
});
