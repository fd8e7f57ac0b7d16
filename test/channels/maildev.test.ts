import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pageAddress } from '../../core/messages';
import type { StepContext } from '../../core/steps/define';
import { openStore, type Store } from '../../core/store';
import { freePort } from '../../scripts/hosts/process.ts';
import { fates, meet, send } from '../messages/people';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { sqlitePlace, type StorePlace } from '../support/stores';

/** A mail as Maildev understands it. */
interface Received {
  subject: string;
  from: { address: string; name: string }[];
  to: { address: string }[];
  headers: Record<string, string>;
  text: string;
  html: string;
}

describe('A mail as Maildev receives it', () => {
  let at: StorePlace;
  let store: Store;
  let context: StepContext;
  let maildev: ChildProcess;
  let web: string;

  const mails = async (): Promise<Received[]> => (await (await fetch(`${web}/email`)).json()) as Received[];

  /** The first mail, once Maildev has read it: it answers the sender before that. */
  async function firstMail(): Promise<Received> {
    for (;;) {
      const [mail] = await mails();
      if (mail) return mail;
    }
  }

  beforeAll(async () => {
    const [port, webPort] = [await freePort(), await freePort()];
    web = `http://127.0.0.1:${webPort}`;
    const program = join(__dirname, '../../node_modules/maildev/bin/maildev');
    maildev = spawn(
      process.execPath,
      [program, '--smtp', String(port), '--web', String(webPort), '--ip', '127.0.0.1', '--silent'],
      { stdio: 'ignore' },
    );
    for (let up = false; !up;) {
      if (maildev.exitCode !== null) throw new Error('Maildev has ended');
      up = await mails().then(
        () => true,
        () => false,
      );
    }
    at = sqlitePlace();
    store = await openStore(at.place);
    const smtp = { host: '127.0.0.1', port, secure: false, disableStartTls: true };
    context = contextOf(store, new TestClock(), { connections: { smtp } });
  });
  afterAll(async () => {
    maildev.kill();
    await store.close();
    await at.remove();
  });

  test('has its sender, its words in both forms, and the button by which people unsubscribe', async () => {
    await pageAddress.keep(store, 'https://flows.example.com/unsubscribe');
    await meet(context, [{ id: 'ann', profile: { email: 'ann@example.com', firstName: 'Ann 安' } }]);
    const outcomes = await send(
      context,
      {
        channel: 'email',
        from: 'Jane’s Shop <hello@shop.example>',
        subject: 'Welcome, {{ contact.firstName }}',
        format: 'html',
        body: '<p>Hello <b>{{ contact.firstName }}</b></p><p><a href="{{ unsubscribeUrl }}">Unsubscribe</a></p>',
      },
      'ann',
    );
    expect(fates(outcomes)).toMatchObject([['sent', {}]]);
    const mail = await firstMail();
    expect(mail).toMatchObject({
      subject: 'Welcome, Ann 安',
      from: [{ address: 'hello@shop.example', name: 'Jane’s Shop' }],
      to: [{ address: 'ann@example.com' }],
      headers: {
        'list-unsubscribe': expect.stringMatching(/^<https:\/\/flows\.example\.com\/unsubscribe\?t=.+>$/),
        'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      },
    });
    expect(mail.html).toContain('Hello <b>Ann 安</b>');
    expect(mail.text).toMatch(/^Hello Ann 安\n\nUnsubscribe \[https:\/\/flows/);
    const [, own] = /<(.+)>/.exec(mail.headers['list-unsubscribe'] ?? '') ?? [];
    expect(mail.html.replaceAll('&amp;', '&')).toContain(own);
  });
});
