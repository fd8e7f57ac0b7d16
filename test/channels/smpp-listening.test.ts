import { setImmediate as nextTurn } from 'node:timers/promises';
import { smppAccount } from '../../core/channels/smpp/connection';
import type { Incoming } from '../../core/channels/smpp/incoming';
import { Parts } from '../../core/channels/smpp/parts';
import { openReceiver } from '../../core/channels/smpp/session';
import { stepValues } from '../../core/steps/schema';
import { startSmsc } from './smsc';

const part = (at: number, of: number, text: string): Incoming => ({
  from: { kind: 'phone', value: '+4930123456' },
  to: '12345',
  text,
  part: { reference: '07', at, of },
});

test('parts that do not all come within seconds count as what they are, and are no STOP', () => {
  jest.useFakeTimers();
  try {
    const passed: [string, string[]][] = [];
    const parts = new Parts<string>(({ incoming, answers }) => passed.push([incoming.text, answers]));
    parts.add(part(3, 3, 'stop'), 'c');
    expect(passed).toEqual([]);
    jest.advanceTimersByTime(10_000);
    expect(passed).toEqual([['(3/3) stop', ['c']]]);
    parts.add(part(2, 2, 'two'), 'b');
    parts.add(part(2, 2, 'two'), 'again');
    parts.add(part(1, 2, 'one '), 'a');
    expect(passed.at(-1)).toEqual(['one two', ['b', 'again', 'a']]);
    parts.add(part(1, 2, 'one '), 'a');
    expect(parts.clear()).toEqual(['a']);
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

test('a line on which no answer comes any more is given up', async () => {
  const smsc = await startSmsc();
  const account = stepValues(smppAccount.fields, smsc.account);
  const { signal } = new AbortController();
  smsc.onQuestion = 'silent';
  const receiver = await openReceiver(account, () => undefined, signal, { patience: 1_000, heartbeat: 10 });
  expect(await receiver.ended).toBe('no answer came in time');
  await smsc.close();
});

test('whoever stops while a bind is not answered yet hangs up', async () => {
  const smsc = await startSmsc();
  smsc.onBind = 'silent';
  const stopping = new AbortController();
  const account = stepValues(smppAccount.fields, smsc.account);
  const bound = openReceiver(account, () => undefined, stopping.signal);
  while (smsc.lines === 0) await nextTurn();
  stopping.abort();
  await expect(bound).rejects.toMatchObject({ name: 'SmppError', status: undefined });
  await smsc.close();
});
