import { couponKey } from '../../core/ingest';
import type { Condition } from '../../core/segments/definition/types';
import { DAY } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { always, annIn, later, never, now, NOW } from './ann';

describeOnStores('Conditions on what people are and have', (store) => {
  const { did, order, profile, verdict, isMember, turning } = annIn(store);

  describe('what is known of the person', () => {
    test('attributes', async () => {
      await profile({ city: 'Berlin', 'home.town': "O'Fallon \\ 上海" });
      for (const where of [
        { attribute: 'city', is: { is: 'Berlin' } },
        { attribute: 'city', is: { isNot: 'berlin' } },
        { attribute: 'home.town', is: { contains: "O'F" } },
        { attribute: 'home.town', is: { in: ["O'Fallon \\ 上海"] } },
        { attribute: 'home', is: { exists: false } },
        { attribute: 'street', is: { isNot: 'x' } },
      ] satisfies Condition[])
        expect([where, await verdict(where)]).toEqual([where, always]);
      for (const where of [
        { attribute: 'city', is: { startsWith: 'erl' } },
        { attribute: 'City', is: { exists: true } },
        { attribute: 'street', is: { contains: 'x' } },
      ] satisfies Condition[])
        expect([where, await verdict(where)]).toEqual([where, never]);
    });

    test('tags are whole words', async () => {
      expect(await verdict({ tag: 'vip' })).toEqual(never);
      await profile({ tags: 'super vip,new,vip' });
      expect(await verdict({ tag: 'vip' })).toEqual(always);
      expect(await verdict({ tag: 'super vip' })).toEqual(always);
      expect(await verdict({ tag: 'super' })).toEqual(never);
      expect(await verdict({ tag: '%' })).toEqual(never);
    });

    test('consent, by channel; unsubscribing withdraws it all', async () => {
      await profile({ 'consent.email': 'granted', 'consent.sms': 'withdrawn' });
      const states = async (channel: string) =>
        Promise.all(
          (['granted', 'withdrawn', 'unknown'] as const).map((state) =>
            isMember({ consent: channel, state }),
          ),
        );
      expect(await states('email')).toEqual([true, false, false]);
      expect(await states('sms')).toEqual([false, true, false]);
      expect(await states('push')).toEqual([false, false, true]);
      await did('unsubscribed');
      expect(await states('email')).toEqual([false, true, false]);
      expect(await states('push')).toEqual([false, true, false]);
    });

    test('reachability: an address, and not unsubscribed', async () => {
      await profile({ email: 'ann@example.com', phone: '+4930123456' });
      expect(await isMember({ reachable: 'email' })).toBe(true);
      expect(await isMember({ reachable: 'sms' })).toBe(true);
      expect(await isMember({ reachable: 'whatsapp' })).toBe(true);
      expect(await isMember({ reachable: 'push' })).toBe(false);
      await did('unsubscribed');
      expect(await isMember({ reachable: 'email' })).toBe(false);
    });
  });

  describe('coupons', () => {
    const coupon = (said: { code: string; purpose?: string; expires_at?: number | null; state?: string }) =>
      store()
        .db.insertInto('coupon')
        .values({
          enrolment_id: 1,
          purpose: said.code,
          contact_id: 1,
          source: 'ledger',
          kind: 'fixed',
          value: 500,
          currency: 'EUR',
          minimum_spend: null,
          starts_at: NOW - DAY,
          expires_at: null,
          state: 'issued',
          rehearsal: 0,
          code_key: couponKey(said.code),
          ...said,
        })
        .execute();

    beforeEach(() => did('customer_registered'));

    test('held, unused, expiring', async () => {
      await coupon({ code: 'A-1', purpose: 'welcome', expires_at: NOW + 5 * DAY });
      expect(await verdict({ coupon: 'held' })).toEqual(always);
      expect(await verdict({ coupon: 'held', purpose: 'welcome' })).toEqual(always);
      expect(await verdict({ coupon: 'held', purpose: 'win-back' })).toEqual(never);
      expect(await turning({ coupon: 'unused' })).toEqual(now(NOW + 5 * DAY));
      expect(await turning({ coupon: 'expiring', within: { days: 5 } })).toEqual(now(NOW + 5 * DAY));
      expect(await turning({ coupon: 'expiring', within: { days: 3 } })).toEqual(later(NOW + 2 * DAY));
      expect(await verdict({ coupon: 'redeemed' })).toEqual(never);
    });

    test('redeemed by an order, however its case, unless the order is cancelled', async () => {
      await coupon({ code: 'spring-a' });
      expect(await verdict({ coupon: 'unused' })).toEqual(always);
      await order(0, { id: '1', coupons: ['Spring-A'] });
      expect(await verdict({ coupon: 'redeemed' })).toEqual(always);
      expect(await verdict({ coupon: 'unused' })).toEqual(never);
      expect(await verdict({ coupon: 'held' })).toEqual(always);
      await order(0, { id: '1' }, 'order_cancelled');
      expect(await verdict({ coupon: 'redeemed' })).toEqual(never);
    });

    test('neither reserved nor released ones', async () => {
      await coupon({ code: 'R', state: 'reserved' });
      await coupon({ code: 'S', state: 'released' });
      expect(await verdict({ coupon: 'held' })).toEqual(never);
    });
  });
});
