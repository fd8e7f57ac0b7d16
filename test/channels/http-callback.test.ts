import fc from 'fast-check';
import { gateway } from '../../core/channels/http/channel';
import { type Call, hearing } from './hear';

const hear = hearing(gateway.callbacks);
const asked = (query: Record<string, string>): Call => ({ method: 'GET', query });

test.each([
  ['1', { told: 'delivered', key: 'k1:delivered' }],
  ['2', { told: 'bounced', key: 'k1:bounced', detail: 'stat:UNDELIV err:001' }],
  ['16', { told: 'failed', key: 'k1:failed', detail: 'stat:UNDELIV err:001' }],
  ['9', { told: 'delivered', key: 'k1:delivered' }],
])('tells what the bits of %s mean, by GET and by POST', async (status, report) => {
  const query = { key: 'of the address', id: 'k1', status, reply: 'stat:UNDELIV\n err:001' };
  const heard = { reports: [{ providerId: 'k1', ...report }], ignored: 0 };

  expect(await hear(asked(query))).toEqual(heard);
  expect(await hear({ query })).toEqual(heard);
  expect(await hear({ body: new URLSearchParams(query).toString() })).toEqual(heard);
});

test.each(['4', '8', '12', '0', 'DELIVRD', '-1'])('ignores %s', async (status) => {
  expect(await hear(asked({ id: 'k1', status }))).toEqual({ reports: [], ignored: 1 });
});

test.each(['+4930123456', '4930123456', '+49 30 123456'])('hears a reply from %s', async (from) => {
  expect(await hear(asked({ id: 'in-1', from, text: 'Yes' }))).toEqual({
    reports: [
      { told: 'replied', key: 'in-1', address: { kind: 'phone', value: '+4930123456' }, text: 'Yes' },
    ],
    ignored: 0,
  });
});

test.each([
  ['%90%00%8B%A2', '退订'],
  ['N%00N%0B%00+%D8%3D%DE%00', '一下 😀'],
  ['%00O%00K%00', 'OK\ufffd'],
])('hears what a phone wrote in UCS-2, as it came: %s', async (written, text) => {
  const search = `id=in-1&from=%2B4930123456&text=${written}&charset=UTF-16BE`;
  const query = Object.fromEntries(new URLSearchParams(search));
  expect(await hear({ method: 'GET', query, search })).toMatchObject({
    reports: [{ told: 'replied', text }],
  });
});

test.each(['12345', '030123456', 'JaneShop'])('ignores a text from %s', async (from) => {
  expect(await hear(asked({ id: 'in-1', from, text: 'Yes' }))).toEqual({ reports: [], ignored: 1 });
});

test.each([
  ['nothing', {}, '“id” is missing'],
  ['no status', { id: 'k1' }, '“status” is missing'],
  ['nobody', { id: 'k1', text: 'Hi' }, '“from” is missing'],
  ['an endless id', { id: 'a'.repeat(321), status: '1' }, '“id” is too long'],
])('refuses %s', async (_, query, refused) => {
  expect(await hear(asked(query))).toEqual({ refused });
});

test('a text is what a database keeps', async () => {
  const heard = await hear(asked({ id: 'in-1', from: '+4930123456', text: 'a\0b' }));

  expect(heard).toMatchObject({ reports: [{ text: 'ab' }] });
});

test('whatever comes does not break it', async () => {
  const name = fc.constantFrom('id', 'status', 'from', 'text', 'charset', 'reply');
  const fields = fc.dictionary(
    name,
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('1', '4930123456', '\0', 'UTF-16BE')),
  );
  await fc.assert(
    fc.asyncProperty(fields, fc.uint8Array(), fc.string(), async (query, bytes, search) => {
      const body = Buffer.from(bytes);
      expect(JSON.stringify(await hear({ query, search: `text=${search}`, body }))).not.toContain('\\u0000');
    }),
  );
});
