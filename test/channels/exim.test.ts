import type { StepContext } from '../../core/steps/define';
import { openStore, type Store } from '../../core/store';
import { fates, ledger, meet, send, withinAMinute } from '../messages/people';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { sqlitePlace, type StorePlace } from '../support/stores';
import { type Exim, exim, startExim } from './exim';

const values = {
  channel: 'email',
  from: 'Shop <hello@shop.example>',
  subject: 'Welcome, {{ contact.firstName }}',
  body: 'Hello {{ contact.firstName }}',
  whenClosed: 'leave',
};
const title = exim ? 'A mail to a real Exim' : 'A mail to a real Exim, which is not installed here';

(exim ? describe : describe.skip)(title, () => {
  let at: StorePlace;
  let store: Store;
  let server: Exim;
  let context: StepContext;

  beforeEach(async () => {
    at = sqlitePlace();
    store = await openStore(at.place);
    server = await startExim(exim ?? '');
    context = contextOf(store, new TestClock(), { connections: { smtp: server.smtp } });
    await meet(
      context,
      ['ann', 'nobody', 'busy'].map((id) => ({
        id,
        profile: { email: `${id}@example.com`, firstName: id === 'ann' ? 'Ann 安' : id },
      })),
    );
  });
  afterEach(async () => {
    await server.close();
    await store.close();
    await at.remove();
  });

  test('is taken over into its queue, refused or put off, each told as it is', async () => {
    expect(fates(await send(context, values, 'ann', 'nobody', 'busy'))).toEqual([
      ['sent', { channel: 'email', state: 'sent' }],
      ['not_sent', expect.objectContaining({ reason: 'refused', detail: expect.stringContaining('5.1.1') })],
      [
        'not_sent',
        expect.objectContaining({
          reason: 'temporary',
          detail: expect.stringContaining('451 4.2.1 Try again later'),
          retryAt: withinAMinute,
        }),
      ],
    ]);
    const [mail = '', ...others] = await server.taken();
    expect(others).toEqual([]);
    expect(mail).toMatch(/To: ann@example\.com/);
    expect(mail).toMatch(/Message-ID: <[0-9a-f]{32}@shop\.example>/);
  });

  test('is refused for good where nobody is there: the address gets nothing any more', async () => {
    await send(context, values, 'nobody');
    expect(fates(await send(context, { ...values, stepKey: 'next' }, 'nobody'))).toMatchObject([
      ['not_sent', { reason: 'suppressed' }],
    ]);
  });

  test('that looks like spam is refused, and its address stays', async () => {
    expect(fates(await send(context, { ...values, subject: 'spam' }, 'ann'))).toMatchObject([
      ['not_sent', { reason: 'refused' }],
    ]);
    expect(fates(await send(context, { ...values, stepKey: 'next' }, 'ann'))).toMatchObject([['sent', {}]]);
    expect(await ledger(context)).toMatchObject([{ state: 'failed' }, { state: 'sent' }]);
  });

  test('of many goes by a few connections, and none is lost', async () => {
    const many = Array.from({ length: 60 }, (_, i) => `p${i}`);
    await meet(
      context,
      many.map((id) => ({ id, profile: { email: `${id}@example.com`, firstName: id } })),
    );
    await send(context, values, ...many);
    expect(await server.taken()).toHaveLength(60);
  });
});
