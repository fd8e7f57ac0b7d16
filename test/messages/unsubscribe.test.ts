import { type StepContext, unsubscribePage, type Visit } from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import { listHeld } from '../../core/waits';
import { type MailServer, startMailServer } from '../channels/mail-server';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { fates, meet, send } from './people';

const ADDRESS = 'https://flows.example.com/shop-journeys/page';

describeOnStores('Unsubscribing', (store) => {
  let clock: TestClock;
  let server: MailServer;
  let context: StepContext;

  beforeEach(async () => {
    clock = new TestClock();
    server = await startMailServer();
    context = contextOf(store(), clock, { connections: { smtp: server.smtp } });
    await meet(context, [
      { id: 'ann', profile: { email: 'ann@example.com', firstName: 'Ann' } },
      { id: 'li', profile: { email: 'li@example.com', firstName: '丽', locale: 'zh-CN' } },
    ]);
  });
  afterEach(() => server.close());

  const values = stepValues(unsubscribePage.parameters, {
    publicAddress: 'https://flows.example.com',
    topics: [{ name: 'news', label: 'News & <offers>', labelZh: '动态' }],
  });
  const publish = (address = ADDRESS) => unsubscribePage.registration?.begin(values, context, address);
  let steps = 0;
  const write = (given = {}, who = 'ann') => {
    steps += 1;
    const mail = { channel: 'email', from: 'Shop <hello@shop.example>', subject: 'Hi', body: 'Hi' };
    return send(context, { ...mail, stepKey: `step ${steps}`, ...given }, who);
  };
  const head = () => server.accepted.at(-1)?.split('\r\n\r\n')[0]?.replaceAll('\r\n ', ' ') ?? '';
  const linkIn = (mail: string) => /<?(https?:\/\/[^>\s]+\?t=[^>\s]+)>?/.exec(mail)?.[1] ?? '';
  const visit = async (method: Visit['method'], link: string, body = '') => {
    const query = Object.fromEntries(new URL(link).searchParams);
    const answer = await unsubscribePage.receive?.(
      { method, query, headers: {}, rawBody: Buffer.from(body) },
      values,
      context,
    );
    if (!answer) throw new Error('the page answers nothing');
    return answer;
  };
  /** Sends the form of the page. */
  const choose = (link: string, chosen: string, does = 'save') =>
    visit('POST', link, `${chosen}&choices=${does}`);
  /** What is ticked on a page. */
  const ticked = ({ page = '' }: { page?: string }) =>
    [...page.matchAll(/value="([^"]+)" checked/g)].map(([, value]) => value);
  /** The link in a mail to somebody. */
  const linkOf = async (who = 'ann') => {
    await write({}, who);
    return linkIn(head());
  };

  test('without a page, mails carry nothing of it, and a text that asks for the link is an error', async () => {
    await write();
    expect(head()).not.toMatch(/List-Unsubscribe/i);
    expect(fates(await write({ body: 'Bye: {{ unsubscribeUrl }}' }))).toEqual([
      expect.stringContaining('there is no unsubscribeUrl'),
    ]);
  });

  test('mails carry the link in the headers by which mail programs show their button, and texts know it', async () => {
    await publish();
    await write({ body: 'Bye: {{ unsubscribeUrl }}' });
    const link = linkIn(head());
    expect(link).toMatch(/^https:\/\/flows\.example\.com\/shop-journeys\/page\?t=/);
    expect(head()).toContain(`List-Unsubscribe: <${link}>`);
    expect(head()).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(server.accepted.at(-1)?.replaceAll('=\r\n', '').replaceAll('=3D', '=')).toContain(`Bye: ${link}`);
    await write({ purpose: 'transactional' });
    expect(head()).not.toMatch(/List-Unsubscribe/i);
    await publish('http://127.0.0.1:1880/shop-journeys/page');
    await write();
    expect(head()).toMatch(/List-Unsubscribe: <http:/);
    expect(head()).not.toMatch(/List-Unsubscribe-Post/);
  });

  test('looking changes nothing; one click keeps the next message, of the same batch or not, from leaving', async () => {
    await publish();
    const link = await linkOf();
    for (let time = 0; time < 2; time += 1) {
      const page = await visit('GET', link);
      expect(page).toMatchObject({ status: 200, body: { shown: 'ask' } });
      expect(page.page).toMatch(/<html lang="en">[^]*<form method="post">/);
    }
    expect(fates(await write())).toMatchObject([['sent', {}]]);
    for (let time = 0; time < 2; time += 1)
      expect(await visit('POST', link)).toMatchObject({ status: 200, body: { shown: 'done' } });
    expect(fates(await write())).toMatchObject([['not_sent', { reason: 'unsubscribed' }]]);
    expect(fates(await write({ purpose: 'transactional' }))).toMatchObject([['sent', {}]]);
    expect(fates(await write({}, 'li'))).toMatchObject([['sent', {}]]);
    const events = await store()
      .db.selectFrom('event')
      .where('name', '=', 'unsubscribed')
      .select('source')
      .execute();
    expect(events).toEqual([{ source: 'unsubscribe-page' }]);
  });

  test('the page speaks the language of the person, and loads nothing', async () => {
    await publish();
    const { page = '' } = await visit('GET', await linkOf('li'));
    expect(page).toMatch(/<html lang="zh">[^]*退订/);
    expect(page).not.toMatch(/<script|<img|<link|src=|https?:/);
  });

  test('nobody unsubscribes somebody else: a changed or made-up link is unknown and changes nothing', async () => {
    await publish();
    const link = new URL(await linkOf());
    const token = link.searchParams.get('t') ?? '';
    const other = new URL(await linkOf('li')).searchParams.get('t') ?? '';
    const [, signature] = token.split('-');
    for (const wrong of [
      '',
      'x',
      `${other.split('-')[0]}-${signature}`,
      `${token}x`,
      token.slice(0, -1),
      'zzzzzzzzzzzzzz-a',
    ]) {
      link.searchParams.set('t', wrong);
      for (const method of ['GET', 'POST'] as const)
        expect(await visit(method, link.href)).toMatchObject({ status: 404, body: { shown: 'unknown' } });
    }
    expect(fates(await write())).toMatchObject([['sent', {}]]);
    expect(fates(await write({}, 'li'))).toMatchObject([['sent', {}]]);
  });

  test('a link outlives the merge of two contacts', async () => {
    await publish();
    const link = await linkOf('li');
    await take(store(), clock, 'cart_updated', ['ann', 'li']);
    expect(await visit('POST', link)).toMatchObject({ body: { shown: 'done' } });
    expect(fates(await write())).toMatchObject([['not_sent', { reason: 'unsubscribed' }]]);
  });

  describe('choosing', () => {
    test('the page shows what counts, keeps what is chosen as events, and the next message obeys', async () => {
      await publish();
      const link = await linkOf();
      const page = await visit('GET', link);
      expect(ticked(page)).toEqual(['email', 'news', 'everything']);
      expect(page.page).toContain('News &amp; &lt;offers&gt;');
      clock.advance(1);
      const saved = await choose(link, 'medium=email&frequency=weekly');
      expect(saved).toMatchObject({ status: 200, body: { shown: 'saved', started: 0 } });
      expect(ticked(saved)).toEqual(['email', 'weekly']);
      expect(fates(await write({ topic: 'news' }))).toMatchObject([['not_sent', { reason: 'no_consent' }]]);
      expect(fates(await write())).toMatchObject([['not_sent', { reason: 'chosen_frequency' }]]);
      clock.advance(1);
      await choose(link, 'frequency=everything&topic=news');
      expect(fates(await write())).toMatchObject([['not_sent', { reason: 'no_consent' }]]);
      const events = store().db.selectFrom('event').where('source', '=', 'preference-page');
      expect(await events.select(['name']).execute()).toEqual([
        { name: 'consent_changed' },
        { name: 'consent_changed' },
      ]);
    });

    test('whoever saves without a change, and what no page of ours sends, leaves no trace and unsubscribes nobody', async () => {
      await publish();
      const link = await linkOf();
      const same = 'medium=email&topic=news&frequency=everything';
      expect(await choose(link, same)).toMatchObject({ status: 200, body: { shown: 'saved' } });
      expect(await choose(link, `${same}&medium=fax&topic=gossip`)).toMatchObject({ status: 200 });
      expect(await choose(link, 'medium=email&frequency=hourly')).toMatchObject({ status: 400 });
      expect(await choose(link, same, 'everything')).toMatchObject({ status: 400 });
      const events = store().db.selectFrom('event').where('source', 'like', '%-page');
      expect(await events.selectAll().execute()).toEqual([]);
      expect(fates(await write({ topic: 'news' }))).toMatchObject([['sent', {}]]);
    });

    test('whoever has unsubscribed comes back by saying so, and may leave again', async () => {
      await publish();
      const link = await linkOf();
      const all = 'medium=email&topic=news&frequency=everything';
      for (let time = 0; time < 2; time += 1) {
        clock.advance(1);
        expect(await visit('POST', link, 'List-Unsubscribe=One-Click')).toMatchObject({
          body: { shown: 'done', started: 1 },
        });
        expect((await visit('GET', link)).page).toMatch(/You are unsubscribed[^]*value="return"/);
        clock.advance(1);
        // A page that was open before.
        expect(await choose(link, all)).toMatchObject({ body: { shown: 'saved' } });
        expect(fates(await write())).toMatchObject([['not_sent', { reason: 'unsubscribed' }]]);
        expect(await choose(link, all, 'return')).toMatchObject({ body: { shown: 'back', started: 0 } });
        expect(fates(await write())).toMatchObject([['sent', {}]]);
        expect(await choose(link, all, 'return')).toMatchObject({ body: { shown: 'saved' } });
      }
      const events = await store()
        .db.selectFrom('event')
        .where('source', 'like', '%-page')
        .orderBy('id')
        .select('name')
        .execute();
      expect(events.map(({ name }) => name)).toEqual([
        'unsubscribed',
        'resubscribed',
        'unsubscribed',
        'resubscribed',
      ]);
    });
  });

  test('whoever unsubscribes starts the journey behind the page, once', async () => {
    await publish();
    const link = await linkOf();
    expect(await visit('POST', link)).toMatchObject({ body: { started: 1 } });
    expect(await visit('POST', link)).toMatchObject({ body: { started: 0 } });
    const key = unsubscribePage.holdKey?.(values, context.place);
    expect((await listHeld(store())).find((held) => held.key === key)).toMatchObject({ waiting: 1 });
  });

  test('a page of which nobody knows where it is cannot be published', async () => {
    await expect(publish('/shop-journeys/page')).rejects.toMatchObject({ parameter: 'publicAddress' });
  });

  test('a page that is taken down is carried no more, unless another has taken its place', async () => {
    const { registration } = unsubscribePage;
    await publish();
    expect(await registration?.isDone(values, context, ADDRESS)).toBe(true);
    await publish(`${ADDRESS}-2`);
    expect(await registration?.isDone(values, context, ADDRESS)).toBe(false);
    await registration?.end(values, context, ADDRESS);
    expect(await linkOf()).toContain('page-2');
    await registration?.end(values, context, `${ADDRESS}-2`);
    await write();
    expect(head()).not.toMatch(/List-Unsubscribe/i);
  });
});
