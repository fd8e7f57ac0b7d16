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

  const values = stepValues(unsubscribePage.parameters, { publicAddress: 'https://flows.example.com' });
  const publish = (address = ADDRESS) => unsubscribePage.registration?.begin(values, context, address);
  let steps = 0;
  const write = (given = {}, who = 'ann') => {
    steps += 1;
    const mail = { channel: 'email', from: 'Shop <hello@shop.example>', subject: 'Hi', body: 'Hi' };
    return send(context, { ...mail, stepKey: `step ${steps}`, ...given }, who);
  };
  const head = () => server.accepted.at(-1)?.split('\r\n\r\n')[0]?.replaceAll('\r\n ', ' ') ?? '';
  const linkIn = (mail: string) => /<?(https?:\/\/[^>\s]+\?t=[^>\s]+)>?/.exec(mail)?.[1] ?? '';
  const visit = async (method: Visit['method'], link: string) => {
    const query = Object.fromEntries(new URL(link).searchParams);
    const answer = await unsubscribePage.receive?.(
      { method, query, headers: {}, rawBody: Buffer.alloc(0) },
      values,
      context,
    );
    if (!answer) throw new Error('the page answers nothing');
    return answer;
  };
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
