import type { HttpResponse } from '../../core/ports';
import { questionsOf } from '../../core/steps';
import type { JsonObject, Outcome, StepContext } from '../../core/steps/define';
import { sendViaChannel } from '../../core/steps/send-via-channel';
import { openStore, type Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { httpAnswering } from '../support/http';
import { describeOnStores } from '../support/stores';
import { fates, meet, send } from './people';

const connections = {
  twilio: { authType: 'authToken', accountSid: `AC${'a'.repeat(32)}`, authToken: 'token-1234567890' },
};
const sms = {
  channel: 'twilio',
  smsFrom: '+15550100000',
  body: 'Hi',
  smsSegmentPrice: '0.25 USD',
  stepKey: 'first',
};
const twoSegments = 'x'.repeat(161);

describeOnStores('What SMS cost', (store, place) => {
  let clock: TestClock;
  let answer: HttpResponse;
  let asked: number;
  const http = httpAnswering(() => {
    asked += 1;
    return Promise.resolve(answer);
  });
  const context = (at: Store = store()): StepContext => contextOf(at, clock, { http, connections });
  const people = Array.from({ length: 20 }, (_, i) => `p${i}`);
  const told = (outcomes: readonly Outcome[]) =>
    fates(outcomes).map((fate) => (fate as [string, JsonObject])[1]['reason'] ?? 'sent');

  beforeEach(async () => {
    clock = new TestClock();
    asked = 0;
    answer = { status: 201, headers: {}, body: '{"sid":"SM1"}' };
    await meet(
      context(),
      people.map((id, i) => ({ id, profile: { phone: `+49301${23_450 + i}` } })),
    );
  });

  async function spent(): Promise<string> {
    const [, question] = questionsOf(sendViaChannel).find(([name]) => name === 'smsSpent') ?? [];
    const words = await question?.answer({ channel: 'twilio', timeZone: 'Europe/Berlin' }, context());
    return words?.en ?? '';
  }

  test('is told on the item and in the dialog', async () => {
    expect(await spent()).toBe('Nothing was spent this month.');
    expect(fates(await send(context(), { ...sms, body: twoSegments }, 'p0'))).toEqual([
      ['sent', { channel: 'twilio', state: 'sent', cost: { segments: 2, price: '0.50 USD' } }],
    ]);
    expect(await spent()).toBe('0.50 USD today, 0.50 USD this month.');
    clock.advance(86_400_000);
    await send(context(), { ...sms, stepKey: 'next', smsSegmentPrice: '0.0079 USD' }, 'p0');
    expect(await spent()).toBe('0.0079 USD today, 0.5079 USD this month.');
  });

  test('is counted once for a message whose item comes again, and not for one that certainly failed', async () => {
    await send(context(), sms, 'p0');
    await send(context(), sms, 'p0');
    answer = { status: 429, headers: {}, body: '' };
    await send(context(), sms, 'p1');
    expect(await spent()).toBe('0.25 USD today, 0.25 USD this month.');
  });

  test('never exceeds the budget, which begins anew with the day in the shop’s zone', async () => {
    const capped = { ...sms, smsBudget: '1.00', smsBudgetPer: 'day', timeZone: 'Europe/Berlin' };
    const outcomes = await send(context(), capped, ...people.slice(0, 6));
    expect(told(outcomes)).toEqual([...Array<string>(4).fill('sent'), 'budget_spent', 'budget_spent']);
    expect(fates(outcomes)[5]).toMatchObject(['not_sent', { retryAt: '2026-03-02T23:00:00.000Z' }]);
    clock.instant = Date.parse('2026-03-02T23:00:00Z');
    expect(told(await send(context(), capped, 'p4', 'p5'))).toEqual(['sent', 'sent']);
    expect(asked).toBe(6);
  });

  test('spends nothing on messages that have gone before', async () => {
    const capped = { ...sms, smsBudget: '0.50' };
    await send(context(), capped, 'p0');
    expect(told(await send(context(), capped, 'p0', 'p1'))).toEqual(['sent', 'sent']);
    expect(asked).toBe(2);
  });

  test('holds for all who send at once, in whatever process', async () => {
    const others = await Promise.all([1, 2, 3].map(() => openStore(place())));
    const capped = { ...sms, smsBudget: '2.00 USD' };
    try {
      const all = await Promise.all(
        [store(), ...others].map((at, i) => send(context(at), capped, ...people.slice(i * 5, i * 5 + 5))),
      );
      expect(all.flatMap(told).filter((one) => one === 'sent')).toHaveLength(8);
      expect(asked).toBe(8);
    } finally {
      await Promise.all(others.map((other) => other.close()));
    }
  });

  test.each([
    [{ smsSegmentPrice: '', smsBudget: '5' }, /what a segment costs was not/],
    [{ smsBudget: '5 EUR' }, /The budget is in EUR, and the price in USD/],
    [{ smsBudget: 'much' }, /“much” is not a price/],
  ])('%j makes no sense', async (values, words) => {
    expect(fates(await send(context(), { ...sms, ...values }, 'p0'))).toEqual([expect.stringMatching(words)]);
    expect(asked).toBe(0);
  });
});
