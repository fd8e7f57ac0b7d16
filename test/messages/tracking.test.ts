import fc from 'fast-check';
import { type JsonObject, messageEvents, type StepContext, type Visit } from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import { listHeld } from '../../core/waits';
import { type MailServer, startMailServer } from '../channels/mail-server';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { fates, meet, send, toldEvents } from './people';

const ADDRESS = 'https://flows.example.com/shop-journeys/messages';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const MINUTE = 60_000;

describeOnStores('Tracked messages', (store) => {
  let clock: TestClock;
  let server: MailServer;
  let context: StepContext;

  beforeEach(async () => {
    clock = new TestClock();
    server = await startMailServer();
    context = contextOf(store(), clock, { connections: { smtp: server.smtp } });
    await meet(context, [
      { id: 'ann', profile: { email: 'ann@example.com', firstName: 'Ann' } },
      { id: 'li', profile: { email: 'li@example.com' } },
    ]);
  });
  afterEach(() => server.close());

  const valuesOf = (given: JsonObject = {}) =>
    stepValues(messageEvents.parameters, { publicAddress: 'https://flows.example.com', ...given });
  const publish = () => messageEvents.registration?.begin(valuesOf(), context, ADDRESS);
  const html = '<html><body><a class="x" href="https://shop.example/sale?a=1&amp;b=2">Sale</a></body></html>';
  const mail = async (given: JsonObject = {}, who = 'ann') => {
    const values = {
      channel: 'email',
      from: 'Shop <hello@shop.example>',
      subject: 'Hi',
      body: html,
      format: 'html',
      ...given,
    };
    const outcomes = await send(context, values, who);
    expect(fates(outcomes)).toMatchObject([['sent', {}]]);
    clock.advance(MINUTE);
    return (server.accepted.at(-1) ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
  };
  const linkIn = (text: string) => /https:\/\/flows[^"\s\]]+\?l=[^"\s\]]+/.exec(text)?.[0] ?? '';
  const pictureIn = (text: string) => /<img src="([^"]+\?o=[^"]+)"/.exec(text)?.[1] ?? '';
  const call = async (visit: Partial<Visit>, given: JsonObject = {}) => {
    const answer = await messageEvents.receive?.(
      { method: 'GET', query: {}, headers: {}, rawBody: Buffer.alloc(0), ...visit },
      valuesOf(given),
      context,
    );
    if (!answer) throw new Error('the step answers nothing');
    return answer;
  };
  const open = (link: string, userAgent: string | undefined = SAFARI, given: JsonObject = {}) => {
    const query = Object.fromEntries(new URL(link).searchParams);
    return call({ query, headers: { 'user-agent': userAgent } }, given);
  };
  const events = async () =>
    (await toldEvents({ store: store() })).map(({ data, ...event }) => ({ ...event, ...data }));

  test('without an address, mails are as they were written', async () => {
    const received = await mail();
    expect(received).toContain('href="https://shop.example/sale?a=1&amp;b=2"');
    expect(received).not.toContain('<img');
  });

  test('a link leads where the message led, and says once who followed it', async () => {
    await publish();
    const link = linkIn(await mail());
    for (let time = 0; time < 2; time += 1)
      expect(await open(link)).toMatchObject({ status: 302, redirect: 'https://shop.example/sale?a=1&b=2' });
    expect(await events()).toMatchObject([
      {
        name: 'message_clicked',
        channel: 'email',
        message: { url: 'https://shop.example/sale?a=1&b=2', step: expect.any(String) as string },
      },
    ]);
  });

  test('the picture of a mail says once that it was opened, and stands before the end of its body', async () => {
    await publish();
    const received = await mail();
    expect(received).toMatch(/<img src="[^"]+" width="1" height="1" alt=""><\/body>/);
    const answer = await open(pictureIn(received));
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.image?.subarray(0, 6).toString('latin1')).toBe('GIF89a');
    await open(pictureIn(received));
    expect(await events()).toMatchObject([{ name: 'message_opened', channel: 'email' }]);
  });

  test.each([
    ['Apple’s privacy protection', 'Mozilla/5.0', MINUTE],
    ['a scanner that says so', 'Mozilla/5.0 (compatible; LinkScannerBot/1.0; +https://scan.example)', MINUTE],
    ['nobody who names themselves', '', MINUTE],
    ['whoever comes at once', SAFARI, 0],
  ])('%s counts as a machine', async (_, userAgent, later) => {
    await publish();
    const received = await mail();
    clock.advance(later - MINUTE);
    const agent = userAgent === '' ? undefined : userAgent;
    expect(
      await call({
        query: { o: new URL(pictureIn(received)).searchParams.get('o') ?? '' },
        headers: { 'user-agent': agent },
      }),
    ).toMatchObject({ status: 200 });
    expect((await events()).map(({ name }) => name)).toEqual(['message_scanned']);
    clock.advance(MINUTE);
    await open(pictureIn(received));
    expect((await events()).map(({ name }) => name)).toEqual(['message_scanned', 'message_opened']);
  });

  test('Gmail’s proxy loads pictures as people open their mail', async () => {
    await publish();
    await open(
      pictureIn(await mail()),
      'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    );
    expect(await events()).toMatchObject([{ name: 'message_opened' }]);
  });

  test('what is switched off is not tracked, and neither are links to unsubscribe, mail addresses and numbers', async () => {
    await publish();
    expect(linkIn(await mail({ trackClicks: false }))).toBe('');
    expect(pictureIn(await mail({ trackOpens: false, stepKey: 'b' }))).toBe('');
    const body = '<a href="mailto:a@shop.example">A</a><a href=\'tel:+15550001\'>B</a><a href="#top">C</a>';
    expect(await mail({ body, stepKey: 'c' })).toContain(body);
  });

  test('a short link in any text is short and tracked; without an address it is the address itself', async () => {
    const body = 'Look: {{ "https://shop.example/sale" | short_link }}';
    expect(await mail({ format: 'plain', body })).toContain('Look: https://shop.example/sale');
    await publish();
    const link = linkIn(await mail({ format: 'plain', body, stepKey: 'b' }));
    expect(link.length - ADDRESS.length).toBeLessThan(50);
    expect(await open(link)).toMatchObject({ redirect: 'https://shop.example/sale' });
    expect(
      fates(await send(context, { channel: 'outbox', body: '{{ "ftp://x" | short_link }}' }, 'ann')),
    ).toEqual([expect.stringContaining('is no web address')]);
  });

  test('a dry run leaves links alone and keeps none', async () => {
    await publish();
    const values = {
      channel: 'email',
      from: 'a@shop.example',
      subject: 'Hi',
      body: html,
      format: 'html',
      dryRun: true,
    };
    const [outcome] = await send(context, values, 'ann');
    expect(JSON.stringify(outcome)).toContain('https://shop.example/sale?a=1&amp;b=2');
    expect(await store().db.selectFrom('message_link').selectAll().execute()).toEqual([]);
  });

  test('a click starts the journey behind the step, once', async () => {
    await publish();
    const link = linkIn(await mail());
    const starting = { events: ['message_clicked'] };
    expect(await open(link, SAFARI, starting)).toMatchObject({ body: { started: 1 } });
    expect(await open(link, SAFARI, starting)).toMatchObject({ body: { started: 0 } });
    const key = messageEvents.holdKey?.(valuesOf(), context.place);
    expect((await listHeld(store())).find((held) => held.key === key)).toMatchObject({ waiting: 1 });
  });

  test('a link outlives the merge of two contacts', async () => {
    await publish();
    const link = linkIn(await mail({}, 'li'));
    await take(store(), clock, 'cart_updated', ['ann', 'li']);
    expect(await open(link)).toMatchObject({ status: 302 });
    expect(await events()).toMatchObject([{ name: 'message_clicked' }]);
  });

  test('a link that is changed in any place leads nowhere and says nothing', async () => {
    await publish();
    const link = new URL(linkIn(await mail()));
    const token = link.searchParams.get('l') ?? '';
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length - 1),
        fc.constantFrom('A', 'z', '0', '9', '-', '_', '.'),
        async (place, letter) => {
          fc.pre(token[place] !== letter);
          const changed = token.slice(0, place) + letter + token.slice(place + 1);
          const answer = await call({ query: { l: changed } });
          expect(answer).toMatchObject({
            status: 404,
            page: expect.stringContaining('does not work') as string,
          });
        },
      ),
      { numRuns: 40 },
    );
    expect(await call({ query: { o: token } })).toMatchObject({ status: 404 });
    expect(await call({ query: {} })).toMatchObject({ status: 404 });
    expect(
      await call({ query: { l: pictureIn(await mail({ stepKey: 'b' })).split('?o=')[1] ?? '' } }),
    ).toMatchObject({
      status: 404,
    });
    expect(await events()).toEqual([]);
  });

  test('a provider to which nobody listens is told so', async () => {
    await publish();
    expect(await call({ method: 'POST', query: { provider: 'twilio' } })).toMatchObject({ status: 404 });
    expect(await call({ method: 'POST', query: { provider: 'nobody' } })).toMatchObject({ status: 404 });
    expect(await call({ method: 'POST' })).toMatchObject({ status: 400 });
  });
});
