import { smppAccount, type SmppAccount } from '../../core/channels/smpp/connection';
import { openSession } from '../../core/channels/smpp/session';
import { stepValues } from '../../core/steps/schema';
import { send } from '../messages/people';
import { resultOf, resultsOf } from './result';
import { type Smsc, type SmscReaction, startSmsc } from './smsc';
import { brief, type StandIn, standIn } from './stand-in';

const values = { channel: 'smpp', smsFrom: 'JaneShop', body: 'Hi {{ contact.firstName }}' };

let smsc: Smsc;
let shop: StandIn;

const accountOf = (more: Partial<SmppAccount> = {}): SmppAccount =>
  stepValues(smppAccount.fields, { ...smsc.account, ...more });

beforeEach(async () => {
  smsc = await startSmsc();
  shop = await standIn(() => ({ smpp: smsc.account }));
});

afterEach(async () => {
  await shop.close();
  await smsc.close();
});

test('a message goes out by a bind, and its id is kept', async () => {
  expect(await shop.toAnn(values)).toEqual(['sent', { channel: 'smpp', state: 'sent' }]);
  expect(await shop.entered()).toMatchObject({
    channel: 'smpp',
    address: '+4930123456',
    provider_id: 'id-1',
  });
  expect(smsc).toMatchObject({ lines: 1, messages: 1 });
});

test.each<[string, SmscReaction, string, string]>([
  ['throttled', 0x58, 'failed', 'temporary'],
  ['a full queue', 0x14, 'failed', 'temporary'],
  ['a system error', 0x08, 'failed', 'temporary'],
  ['a number that is none', 0x0b, 'failed', 'refused'],
  ['a sender that may not', 0x0a, 'failed', 'refused'],
  ['a status of the provider’s own', 0x0400, 'failed', 'refused'],
  ['a line that breaks', 'gone', 'unknown', 'outcome_unknown'],
  ['an answer that is no SMPP', 'nonsense', 'unknown', 'outcome_unknown'],
])('%s', async (_, reaction, state, reason) => {
  smsc.onMessage = [reaction];
  expect(brief(await shop.toAnn(values))).toEqual(['not_sent', state, reason]);
  expect(await shop.entered()).toMatchObject({ state, reason, provider_id: null });
});

test.each<[string, SmscReaction, string]>([
  ['wrong keys', 0x0e, 'refused'],
  ['bound by another', 0x05, 'temporary'],
  ['throttled', 0x58, 'temporary'],
  ['a line that breaks', 'gone', 'temporary'],
  ['an answer that is no SMPP', 'nonsense', 'temporary'],
])('without a bind (%s), the message was certainly not sent', async (_, reaction, reason) => {
  smsc.onBind = reaction;
  expect(brief(await shop.toAnn(values))).toEqual(['not_sent', 'failed', reason]);
  expect(smsc).toMatchObject({ lines: 1, messages: 0 });
});

test('where nobody listens, the message is put off', async () => {
  await smsc.close();
  expect(brief(await shop.toAnn(values))).toEqual(['not_sent', 'failed', 'temporary']);
  smsc = await startSmsc();
});

test.each([
  [0x0b, 'gone'],
  [0x0a, undefined],
])('status %i tells of the number: %s', async (status, address) => {
  smsc.onMessage = [status];
  expect(await resultOf(shop.context, values, '+4930123456')).toEqual({
    state: 'failed',
    reason: 'refused',
    detail: `SMPP status 0x0000000${status.toString(16).toUpperCase()}`,
    ...(address && { address }),
  });
});

test.each([
  ['taken', [0], 'sent', 'id-1'],
  ['of which none was taken', [0x58], 'failed', null],
  ['of which only some was taken', [0, 0, 0x0b], 'unknown', null],
])('a text in three parts, %s', async (_, reactions, state, id) => {
  smsc.onMessage = reactions;
  await shop.toAnn({ ...values, body: 'a'.repeat(400) });
  expect(smsc.messages).toBe(state === 'failed' ? 1 : 3);
  expect(await shop.entered()).toMatchObject({ state, provider_id: id });
});

test('where the line breaks, the next message of the batch binds anew', async () => {
  smsc.onMessage = ['gone', 0];
  const results = await resultsOf(shop.context, values, '+4930123456', '+4930123457', '+4930123458');
  expect(results).toMatchObject([{ state: 'unknown' }, { state: 'sent' }, { state: 'sent' }]);
  expect(smsc.lines).toBe(2);
});

test('an answer that does not come leaves the message’s fate unknown', async () => {
  smsc.onMessage = ['silent'];
  // Long enough for a bind on a busy machine.
  const session = await openSession(accountOf(), 1_000);
  await expect(session.submit({})).rejects.toMatchObject({ sent: true, message: 'no answer came in time' });
  session.close();
  await expect(session.submit({})).rejects.toMatchObject({ sent: false });
});

test('a bind that is not answered is given up', async () => {
  smsc.onBind = 'silent';
  await expect(openSession(accountOf(), 50)).rejects.toMatchObject({ sent: false, status: undefined });
});

test('a message of unknown fate is not sent again', async () => {
  smsc.onMessage = ['gone'];
  await shop.toAnn(values);
  await shop.toAnn(values);
  expect(smsc.messages).toBe(1);
});

test.each([
  ['smsFrom', { smsFrom: 'Jane’s Beautiful Shop' }],
  ['body', { body: 'a'.repeat(700) }],
])('%s that makes no SMS is an error before anything goes out', async (parameter, wrong) => {
  expect(await send(shop.context, { ...values, ...wrong }, 'ann')).toMatchObject([{ error: { parameter } }]);
  expect(smsc.lines).toBe(0);
});

test.each<[string, SmscReaction, string | undefined]>([
  ['taken', 0, undefined],
  ['refused', 0x0e, 'SMPP status 0x0000000E'],
  ['hung up on', 'gone', 'the line broke'],
])('the test button binds: the account is %s', async (_, reaction, words) => {
  smsc.onBind = reaction;
  const trial = smppAccount.test(accountOf());
  await (words === undefined ? expect(trial).resolves.toBeUndefined() : expect(trial).rejects.toThrow(words));
  expect(smsc).toMatchObject({ lines: 1, messages: 0 });
});

test('what does not speak TLS is not spoken to without', async () => {
  await expect(openSession(accountOf({ secure: true }), 50)).rejects.toMatchObject({ sent: false });
  expect(smsc.messages).toBe(0);
});
