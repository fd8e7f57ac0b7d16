import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Report } from '../../core/channels';
import { imapAccount } from '../../core/channels/email/connection';
import type { Rhythm } from '../../core/channels/email/imap';
import { listenToMailbox } from '../../core/channels/email/listener';
import { takeReports } from '../../core/messages/tracking/take';
import type { JsonObject, StepContext } from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import { recordings } from '../shops/support/deliver';
import { fates, meet, send, told } from '../messages/people';
import { DAY, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { describeOnStores } from '../support/stores';
import { type Dovecot, hasDovecot, type Maildir, startDovecot } from './dovecot';
import { type MailServer, startMailServer } from './mail-server';

/** Quick enough for a test, and long enough for a busy machine. */
const QUICK: Rhythm = { renewal: 200, patience: 2_000 };

const HEAD = ['To: hello@shop.example', 'Date: Mon, 02 Mar 2026 08:59:00 +0000', 'MIME-Version: 1.0'];
const DAEMON = 'From: MAILER-DAEMON@mx.example';

let mails = 0;
const mailOf = (...lines: string[]): string => {
  mails += 1;
  return [...HEAD, `Message-ID: <in-${mails}@mx.example>`, ...lines, ''].join('\r\n');
};

/** What comes back of a mail that went out: a report of a kind, and the mail itself, which may be big. */
const report = (kind: string, fields: readonly string[], messageId: string, size = 0): string =>
  mailOf(
    DAEMON,
    `Content-Type: multipart/report; report-type=${kind}; boundary="b"`,
    '',
    '--b',
    `Content-Type: message/${kind}`,
    '',
    ...fields,
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: ${messageId}`,
    '',
    ...Array.from({ length: size / 64 }, () => 'x'.repeat(62)),
    '--b--',
  );
const bounce = (messageId: string, size?: number): string =>
  report(
    'delivery-status',
    [
      'Reporting-MTA: dns; mx.example',
      '',
      'Final-Recipient: rfc822; ann@example.com',
      'Action: failed',
      'Status: 5.1.1',
    ],
    messageId,
    size,
  );
const complaint = (messageId: string): string =>
  report('feedback-report', ['Feedback-Type: abuse', 'Version: 1'], messageId);
const reply = (messageId: string, text: string, from = 'ann@example.com'): string =>
  mailOf(`From: ${from}`, `In-Reply-To: ${messageId}`, 'Content-Type: text/plain', '', text);

const title = hasDovecot
  ? 'A mailbox of a real Dovecot'
  : 'A mailbox of a real Dovecot 2.3, which is not installed here';

const unopened = (): never => {
  throw new Error('there is no store');
};

const tests = (store: () => StepContext['store']): void => {
  let clock: TestClock;
  let dovecot: Dovecot;
  let box: Maildir;
  let out: MailServer;
  let context: StepContext;
  let listeners: Listening[];

  beforeAll(async () => {
    dovecot = await startDovecot();
  });
  afterAll(() => dovecot.close());
  beforeEach(async () => {
    clock = new TestClock();
    listeners = [];
    [box, out] = await Promise.all([dovecot.mailbox(), startMailServer()]);
    context = contextOf(store(), clock, { connections: { smtp: out.smtp, imap: box.imap } });
    await meet(context, [{ id: 'ann', profile: { email: 'ann@example.com', firstName: 'Ann' } }]);
  });
  afterEach(async () => {
    for (const listener of listeners) await listener.stop();
    await out.close();
  });

  let steps = 0;
  const write = async () => {
    steps += 1;
    const values = {
      channel: 'email',
      from: 'Shop <hello@shop.example>',
      subject: 'Hi',
      body: 'Hi',
      stepKey: `step ${steps}`,
    };
    const [fate] = fates(await send(context, values, 'ann'));
    return fate;
  };
  /** Writes to Ann; the Message-ID under which it went out. */
  const written = async (): Promise<string> => {
    expect(await write()).toMatchObject(['sent', {}]);
    return /^Message-ID: (<.*>)\r?$/m.exec(out.accepted.at(-1) ?? '')?.[1] ?? '';
  };
  const events = () => told(context);

  const listen = (given: Given = {}): Listening => {
    const listener = listening(context, given);
    listeners.push(listener);
    return listener;
  };

  test('tells of bounces, complaints and replies, and no mail of it changes', async () => {
    const id = await written();
    await box.deliver(bounce(id));
    await box.deliver(complaint(id));
    await box.deliver(reply(id, 'Thank you!'));
    await box.deliver(mailOf('From: news@other.example', 'Subject: Buy', '', 'Now'));
    const before = await box.files();

    const listener = listen();
    await listener.hears;

    expect(listener.reports.map(({ told }) => told)).toEqual(['bounced', 'complained', 'replied']);
    expect(await events()).toEqual(['message_bounced', 'message_complained', 'message_replied']);
    expect(await write()).toMatchObject(['not_sent', { reason: 'suppressed' }]);
    await listener.stop();
    expect(await box.files()).toEqual(before);
    expect(before.filter((name) => name.includes(':2,'))).toEqual([]);
  });

  test('may bring a STOP, above what it answers', async () => {
    const id = await written();
    await box.deliver(reply(id, 'Unsubscribe\r\n\r\nOn Monday, 2 March, Shop wrote:\r\n> Hi'));
    await listen().hears;
    expect(await events()).toEqual(['consent_changed']);
    expect(await write()).toMatchObject(['not_sent', { reason: 'suppressed' }]);
  });

  test('tells nothing of what others wrote, though we know whom it is about', async () => {
    await written();
    await box.deliver(bounce('<order-1@shop.example>'));
    await box.deliver(complaint('<order-1@shop.example>'));
    await box.deliver(reply('<order-1@shop.example>', 'Where is it?'));
    await box.deliver(reply('<order-1@shop.example>', 'Cancel'));
    await listen().hears;
    expect(await events()).toEqual([]);
    expect(await write()).toMatchObject(['sent', {}]);
  });

  test('is heard at once when something comes', async () => {
    const id = await written();
    const listener = listen();
    await listener.hears;
    await box.deliver(reply(id, 'One'));
    await listener.until(1);
    await box.deliver(reply(id, 'Two'));
    await listener.until(2);
    expect(await events()).toEqual(['message_replied', 'message_replied']);
  });

  test('is read on from where it was read, whatever came meanwhile', async () => {
    const id = await written();
    await box.deliver(reply(id, 'One'), clock.now());
    const first = listen();
    await first.hears;
    await first.stop();
    clock.advance(60 * DAY);
    await box.deliver(reply(id, 'Two'), clock.now() - 30 * DAY);
    const second = listen();
    await second.hears;
    expect(second.reports.map(({ text }) => text)).toEqual(['Two']);
  });

  test('is read for the first time from seven days ago on, and then from there', async () => {
    const id = await written();
    await box.deliver(reply(id, 'Long ago'), clock.now() - 30 * DAY);
    const first = listen();
    await first.hears;
    expect(first.reports).toEqual([]);
    await first.stop();
    // As somebody moves it there: it is new here, but not by its day.
    await box.deliver(reply(id, 'Moved'), clock.now() - 20 * DAY);
    const second = listen();
    await second.hears;
    expect(second.reports.map(({ text }) => text)).toEqual(['Moved']);
  });

  test('that is numbered anew is read again, and what was taken in stays once', async () => {
    const id = await written();
    await box.deliver(reply(id, 'One'), clock.now());
    const first = listen();
    await first.hears;
    await first.stop();
    await box.renumber();
    await box.deliver(reply(id, 'Two'), clock.now());
    const second = listen();
    await second.hears;
    expect(second.reports.map(({ text }) => text).toSorted()).toEqual(['One', 'Two']);
    expect(await events()).toEqual(['message_replied', 'message_replied']);
  });

  test('of which nothing can be kept is read again from there', async () => {
    const id = await written();
    await box.deliver(reply(id, 'One'));
    const failing = listen({ beforeKept: () => Promise.reject(new Error('the disk is full')) });
    await expect(failing.ended).rejects.toThrow('the disk is full');
    expect(await events()).toEqual([]);
    await listen().hears;
    expect(await events()).toEqual(['message_replied']);
  });

  test('is read past mails that are none, and of big ones the beginning', async () => {
    const id = await written();
    await box.deliver('');
    await box.deliver(Buffer.from([0, 255, 254, 13, 10, 0]));
    await box.deliver(bounce(id, 3 * 1024 * 1024));
    const listener = listen();
    await listener.hears;
    expect(listener.reports).toMatchObject([{ told: 'bounced', providerId: id, lost: 'gone' }]);
  });

  test('is read past a mail that the server cannot read', async () => {
    const id = await written();
    await box.deliver(reply(id, 'One'));
    await box.deliverSealed();
    await box.deliver(reply(id, 'Two'));
    const texts: unknown[] = [];
    let broken = 0;
    // As often as it breaks, listening is begun again.
    for (let heard = false; !heard;) {
      const listener = listen();
      heard = await listener.hears.then(
        () => true,
        () => false,
      );
      await listener.stop();
      texts.push(...listener.reports.map(({ text }) => text));
      broken += heard ? 0 : 1;
    }
    expect(texts).toEqual(['One', 'Two']);
    // Once together with others, then alone.
    expect(broken).toBe(4);
  });

  test('of many mails is read in pages', async () => {
    const id = await written();
    for (let i = 0; i < 120; i += 1) await box.deliver(reply(id, `No. ${i}`));
    const listener = listen();
    await listener.hears;
    expect(listener.pages).toEqual([50, 50, 20]);
    expect(await events()).toHaveLength(120);
  });

  const dsn = ['dsn-failed-exim.eml', 'dsn-delivered-exim.eml'].flatMap((file) => recordings(file) ?? []);
  (dsn.length === 2 ? test : test.skip)(
    `tells what Exim told, as recorded in dsn-*.eml${dsn.length === 2 ? '' : ', which are absent here'}`,
    async () => {
      const providerId = '<exec42-ada@shop.test>';
      await written();
      await store().write((work) => work.updateTable('message').set({ provider_id: providerId }).execute());
      for (const file of dsn) await box.deliver(readFileSync(file));
      const listener = listen();
      await listener.hears;
      expect(listener.reports).toMatchObject([
        { told: 'bounced', providerId },
        { told: 'delivered', providerId },
      ]);
      expect(await events()).toEqual(['message_bounced', 'message_delivered']);
    },
  );

  test('is left when nobody listens any more', async () => {
    const listener = listen();
    await listener.hears;
    await listener.stop();
    await expect(listener.ended).resolves.toBeUndefined();
  });

  test.each<[string, (line: Line) => void]>([
    ['breaks', (line) => line.cut()],
    ['is silent', (line) => line.silence()],
  ])('whose line %s is no longer heard, and says so', async (_, fail) => {
    const line = await startLine(Number(box.imap['port']));
    const listener = listen({ imap: { port: line.port }, rhythm: QUICK });
    await listener.hears;
    fail(line);
    await expect(listener.ended).rejects.toThrow();
    await line.close();
  });

  test('is asked again and again where the server does not tell by itself', async () => {
    const server = await startDovecot({ capability: 'IMAP4rev1 LITERAL+ UIDPLUS' });
    const dull = await server.mailbox();
    const id = await written();
    const listener = listen({ imap: dull.imap, rhythm: QUICK });
    await listener.hears;
    for (const count of [1, 2, 3]) {
      await dull.deliver(reply(id, `No. ${count}`));
      await listener.until(count);
    }
    await listener.stop();
    await server.close();
  });
};

if (hasDovecot) describeOnStores(title, tests);
else describe.skip(title, () => tests(unopened));

interface Given {
  imap?: JsonObject;
  rhythm?: Rhythm;
  /** Called at the end of each transaction. */
  beforeKept?: () => Promise<void>;
}

interface Listening {
  reports: Report[];
  /** How many each transaction took in. */
  pages: number[];
  /** Resolves once the mailbox is heard; rejects where listening ends before. */
  hears: Promise<undefined>;
  ended: Promise<void>;
  /** Resolves once so many reports are taken in. */
  until(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Listens with what takes in what providers tell. */
function listening(context: StepContext, { imap, rhythm, beforeKept }: Given): Listening {
  const { store, clock } = context;
  const end = new AbortController();
  const reports: Report[] = [];
  const pages: number[] = [];
  const news = new EventEmitter();
  const heard = Promise.withResolvers<undefined>();
  const ended = listenToMailbox(
    {
      store,
      clock,
      connect: async (connection) => {
        const account = await context.connect(connection);
        return { ...account, ...(imap && stepValues(connection.fields, { ...account, ...imap })) };
      },
      signal: end.signal,
      hears: () => heard.resolve(undefined),
      async take(told, along) {
        await store.write(async (work) => {
          await takeReports(work, context, 'email', told);
          await along?.(work);
          await beforeKept?.();
        });
        reports.push(...told);
        pages.push(told.length);
        news.emit('taken');
      },
    },
    rhythm,
  );
  ended.then(
    () => heard.reject(new Error('listening has ended')),
    (error: unknown) => heard.reject(error),
  );
  heard.promise.catch(() => undefined);
  return {
    reports,
    pages,
    hears: heard.promise,
    ended,
    async until(count) {
      while (reports.length < count) await Promise.race([once(news, 'taken'), ended]);
    },
    async stop() {
      end.abort();
      await ended.catch(() => undefined);
    },
  };
}

interface Line {
  port: number;
  /** Breaks it. */
  cut(): void;
  /** Nothing passes any more; nobody is told. */
  silence(): void;
  close(): Promise<void>;
}

/** A line to a port of this host. */
async function startLine(to: number): Promise<Line> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const far = connect(to, '127.0.0.1');
    for (const end of [socket, far]) {
      sockets.add(end);
      end.on('error', () => end.destroy());
    }
    socket.pipe(far).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    silence() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    async close() {
      cut();
      await once(server.close(), 'close');
    },
  };
}

(hasDovecot ? describe : describe.skip)(
  hasDovecot ? 'The test of an IMAP account' : 'The test of an IMAP account, without Dovecot 2.3 here',
  () => {
    let server: Dovecot;
    let box: Maildir;
    beforeAll(async () => {
      server = await startDovecot();
      box = await server.mailbox();
    });
    afterAll(() => server.close());
    const tried = (more: JsonObject) =>
      imapAccount.test(stepValues(imapAccount.fields, { ...box.imap, ...more }));

    test.each<[string, () => JsonObject]>([
      ['by STARTTLS', () => ({})],
      ['encrypted from the start', () => ({ secure: true, port: server.securePort })],
    ])('signs in %s', async (_, more) => {
      await expect(tried(more())).resolves.toBeUndefined();
    });

    test.each<[string, () => JsonObject, string, string]>([
      [
        'a wrong password',
        () => ({ password: 'secret' }),
        'password',
        'refused user or password: Authentication failed',
      ],
      ['a user who is not there', () => ({ user: 'nobody' }), 'password', 'refused user or password'],
      [
        'a folder that is not there',
        () => ({ folder: 'Bounces' }),
        'folder',
        '“Bounces” could not be opened',
      ],
      [
        'a certificate of nobody',
        () => ({ allowUnauthorizedCerts: false }),
        'allowUnauthorizedCerts',
        'proves nothing',
      ],
      [
        'encryption that does not begin',
        () => ({ secure: true }),
        'secure',
        'does not begin with encryption',
      ],
      ['a host that is not there', () => ({ host: 'nobody.invalid' }), 'host', 'nobody.invalid'],
      ['a port on which nobody answers', () => ({ port: 1 }), 'host', '127.0.0.1:1'],
    ])('says of %s what it is', async (_, more, parameter, words) => {
      const trial = tried(more());
      await expect(trial).rejects.toMatchObject({ name: 'StepError', parameter });
      await expect(trial).rejects.toThrow(words);
      await expect(trial).rejects.not.toThrow('secret');
    });
  },
);
