import { linkOf, openLinks } from '../../core/messages/unsubscribe';
import { contactPrivacy, unsubscribePage, type Visit } from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import { doubleOptIn } from '../../journeys/double-opt-in';
import { DAY, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { leaving, runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { Walk } from './walk';

const PAGE = 'https://flows.example.com/shop-journeys/page';

describeOnStores('The journey by which people opt in twice', (store) => {
  let clock: TestClock;
  let walk: Walk;
  const values = stepValues(unsubscribePage.parameters, {});
  const context = () => contextOf(store(), clock);

  beforeEach(async () => {
    clock = new TestClock();
    walk = new Walk(doubleOptIn, store(), clock);
    await unsubscribePage.registration?.begin(values, context(), PAGE);
    await take(store(), clock, 'customer_registered', ['ann', 'ann@example.com'], {
      profile: { email: 'Ann@Example.com' },
    });
    await walk.arrive('Ask to Confirm', { email: 'ann@example.com' });
    clock.advance(1);
  });
  afterEach(() => walk.close());

  const mails = () =>
    store().db.selectFrom('outbox').select(['subject', 'body']).orderBy('message_id').execute();
  const link = async () => new URL(/https:\S+\?c=\S+/.exec((await mails())[0]?.body ?? '')?.[0] ?? '');
  const visit = async (method: Visit['method'], at: URL, more: { confirmDays?: number } = {}) => {
    const query = Object.fromEntries(at.searchParams);
    const request = { method, query, headers: {}, rawBody: Buffer.alloc(0) };
    return unsubscribePage.receive?.(request, { ...values, ...more }, context());
  };
  const consents = async () => {
    const shown = await runStep(contactPrivacy, {}, context(), [{ email: 'ann@example.com' }]);
    return leaving(shown).json['consents'];
  };
  const events = () =>
    store()
      .db.selectFrom('event')
      .where('source', '=', 'confirm-page')
      .select(['name', 'source_id'])
      .execute();

  test('whoever confirms has consented, with proof, and is greeted, once', async () => {
    const page = await visit('GET', await link());
    expect(page).toMatchObject({ status: 200, body: { shown: 'confirm' } });
    expect(page?.page).toMatch(/<html lang="en">[^]*<form method="post">/);
    expect([await consents(), await events()]).toEqual([[], []]);
    for (let time = 0; time < 2; time += 1)
      expect(await visit('POST', await link())).toMatchObject({ status: 200, body: { shown: 'confirmed' } });
    const [event, another] = await events();
    expect([event?.name, another]).toEqual(['consent_changed', undefined]);
    expect(await consents()).toMatchObject([
      { medium: 'email', state: 'granted', proof: { source: 'confirm-page', id: event?.source_id } },
    ]);
    await walk.look();
    expect(walk.passed).toEqual(['Ask to Confirm: sent', 'Until Confirmed: settled', 'Welcome: sent']);
  });

  test('whoever does not confirm in 7 days gets no more', async () => {
    clock.advance(7 * DAY);
    await walk.look();
    expect(walk.passed.at(-1)).toBe('Until Confirmed: timed_out');
    expect(await mails()).toHaveLength(1);
    expect(await consents()).toEqual([]);
  });

  test('whoever had unsubscribed is back', async () => {
    await take(store(), clock, 'unsubscribed', 'ann');
    clock.advance(1);
    await visit('POST', await link());
    expect(await consents()).toMatchObject([
      { medium: 'all', state: 'granted' },
      { medium: 'email', state: 'granted' },
    ]);
    await walk.look();
    expect(walk.passed.at(-1)).toBe('Welcome: sent');
  });

  test('a link is good for 30 days; then it says how to get another, and changes nothing', async () => {
    const own = await link();
    clock.advance(30 * DAY - 1_000);
    expect(await visit('GET', own)).toMatchObject({ status: 200, body: { shown: 'confirm' } });
    clock.advance(2_000);
    for (const method of ['GET', 'POST'] as const) {
      const answer = await visit(method, own);
      expect(answer).toMatchObject({ status: 410, body: { shown: 'expired', started: 0 } });
      expect(answer?.page).toMatch(/<html lang="en">[^]*sign up again/);
      expect(answer?.page).not.toContain('<form');
    }
    expect([await consents(), await events()]).toEqual([[], []]);
  });

  test('the page says how long links are good, in the person’s language', async () => {
    const own = await link();
    await take(store(), clock, 'customer_registered', 'ann', { profile: { locale: 'zh-CN' } });
    clock.advance(2 * DAY);
    expect(await visit('POST', own, { confirmDays: 1 })).toMatchObject({
      status: 410,
      page: expect.stringMatching(/<html lang="zh">[^]*此链接已过期[^]*重新订阅/) as string,
    });
    expect(await visit('POST', own, { confirmDays: 3 })).toMatchObject({ status: 200 });
  });

  test('nobody makes a link younger, and none to unsubscribe ever expires', async () => {
    const own = await link();
    clock.advance(40 * DAY);
    const parts = own.searchParams.get('c')?.split('-') ?? [];
    const younger = Math.floor(clock.now() / 1000).toString(36);
    own.searchParams.set('c', parts.with(2, younger).join('-'));
    expect(await visit('POST', own)).toMatchObject({ status: 404, body: { shown: 'unknown' } });
    const row = await store().db.selectFrom('contact').select('id').executeTakeFirstOrThrow();
    const leaving = linkOf(await openLinks(store()), row.id) ?? '';
    clock.advance(3650 * DAY);
    expect(await visit('POST', new URL(leaving))).toMatchObject({ status: 200, body: { shown: 'done' } });
  });

  test('a link confirms the address that it was sent to, and no other; nobody makes one up', async () => {
    const own = await link();
    const token = own.searchParams.get('c') ?? '';
    const wrong = ['', 'x', `${token}x`, token.slice(0, -1), token.replace('-email-', '-sms-'), `z${token}`];
    for (const given of wrong) {
      own.searchParams.set('c', given);
      for (const method of ['GET', 'POST'] as const)
        expect(await visit(method, own)).toMatchObject({ status: 404, body: { shown: 'unknown' } });
    }
    await take(store(), clock, 'customer_registered', 'ann', { profile: { email: 'new@example.com' } });
    expect(await visit('POST', await link())).toMatchObject({ status: 404 });
    expect(await events()).toEqual([]);
  });
});
