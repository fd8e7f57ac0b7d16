import { sql } from 'kysely';
import { customerIdentity, emailIdentity, takeEvents } from '../../core/ingest';
import {
  contactPrivacy,
  type JsonObject,
  points,
  sendViaChannel,
  type StepContext,
  unsubscribePage,
} from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import type { Store } from '../../core/store';
import { linkOf, openLinks } from '../../core/messages/unsubscribe';
import { importText } from '../import/importing';
import { fates, send } from '../messages/people';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { httpAnswering } from '../support/http';
import { take } from '../support/people';
import { leaving, runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';

const PAGE = 'https://flows.example.com/shop-journeys/page';
const EMAIL = 'Ann.Erased@Example.com';
const OLD_EMAIL = 'ann.old@example.com';
const PHONE = '+4930123456';
const CHAT = '5550001';
/** What leads to the person, or tells of them: the erased store holds none of it. */
const traces = ['ann.erased', 'ann.old', '30123456', CHAT, 'annabel', 'order-of-ann', 'customer-ann'];

/** Everything that a store holds, by table. */
async function contentOf({ db, dialect }: Store): Promise<Map<string, string>> {
  const { rows } =
    dialect === 'sqlite'
      ? await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db)
      : await sql<{ name: string }>`
          select table_name as name from information_schema.tables
          where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db);
  const content = rows.map(async ({ name }) => {
    const all = await sql`select * from ${sql.table(name)}`.execute(db);
    return [name, JSON.stringify(all.rows).toLowerCase()] as const;
  });
  return new Map(await Promise.all(content));
}

/** The tables in which something of the person stands. */
const tracesIn = (content: ReadonlyMap<string, string>): string[] =>
  [...content].flatMap(([table, text]) => (traces.some((trace) => text.includes(trace)) ? [table] : []));

describeOnStores('Erasing somebody', (store) => {
  let clock: TestClock;
  let context: StepContext;

  beforeEach(async () => {
    clock = new TestClock();
    const http = httpAnswering(() => Promise.resolve({ status: 200, headers: {}, body: '' }));
    context = contextOf(store(), clock, { http });
  });

  const erase = async (contact = 'customer-ann') =>
    leaving(await runStep(contactPrivacy, { operation: 'erase', contact }, context, [{ note: 'kept' }]));
  const write = (values: JsonObject, who: string) =>
    send(context, { channel: 'outbox', body: 'Hi {{ contact.firstName | default: "you" }}', ...values }, who);
  const gateway = { channel: 'http', gatewayUrl: 'https://gateway.example', gatewayAuthentication: 'none' };

  /** Somebody of whom every table knows something: two contacts that turned out to be one. */
  async function live(): Promise<void> {
    const order = { id: 'order-of-ann', amount: 4990, currency: 'EUR', items: [{ product: 'EP-7' }] };
    const profile = { email: EMAIL, phone: PHONE, firstName: 'Annabel', 'consent.email': 'granted' };
    await take(store(), clock, 'customer_registered', ['customer-ann', OLD_EMAIL], {
      profile: { ...profile, email: OLD_EMAIL },
    });
    await write({ stepKey: 'first' }, 'customer-ann');
    clock.advance(1);
    await take(store(), clock, 'customer_registered', [EMAIL], {
      profile: { ...profile, telegramChatId: CHAT },
    });
    await take(store(), clock, 'order_paid', ['customer-ann', EMAIL], { data: { order } });
    await write({ stepKey: 'second' }, 'customer-ann');
    await write({ ...gateway, addressKind: 'phone', stepKey: 'third' }, 'customer-ann');
    await runStep(points, {}, context, [{ customerId: 'customer-ann', name: 'Annabel' }]);
    await unsubscribe();
    const { id: enrolment_id, contact_id } = await store()
      .db.selectFrom('enrolment')
      .select(['id', 'contact_id'])
      .orderBy('id')
      .executeTakeFirstOrThrow();
    await store()
      .db.insertInto('coupon')
      .values({
        enrolment_id,
        contact_id,
        purpose: 'welcome',
        source: 'shop',
        code: 'WELCOME-1',
        code_key: 'WELCOME-1',
        kind: 'percentage',
        value: 10,
        currency: null,
        minimum_spend: null,
        starts_at: clock.now(),
        expires_at: null,
        state: 'issued',
        rehearsal: 0,
        shop_id: null,
        terms: JSON.stringify({ title: 'Welcome', customer: { id: 'customer-ann', email: EMAIL } }),
        claim: null,
        claimed_until: null,
        reason: null,
        counted_on: null,
      })
      .execute();
    await store()
      .db.insertInto('rejection')
      .values(
        [EMAIL, 'somebody@example.com'].map((email) => ({
          source: 'shop',
          delivery: email === EMAIL ? '1' : '2',
          shop: 'shopify',
          topic: 'customers/update',
          received_at: clock.now(),
          reason: 'not understood',
          body: JSON.stringify({ email }),
          receiver: '{}',
        })),
      )
      .execute();
  }

  async function unsubscribe(): Promise<void> {
    const values = stepValues(unsubscribePage.parameters, {});
    await unsubscribePage.registration?.begin(values, context, PAGE);
    const { contact_id } = await store()
      .db.selectFrom('identity')
      .where('value', '=', 'customer-ann')
      .select('contact_id')
      .executeTakeFirstOrThrow();
    const link = new URL(linkOf(await openLinks(store()), contact_id) ?? '');
    const query = { t: link.searchParams.get('t') ?? '' };
    const visit = { method: 'POST', query, headers: {}, rawBody: Buffer.alloc(0) } as const;
    await unsubscribePage.receive?.(visit, values, context);
  }

  test('no table holds anything of them any more, and others are as they were', async () => {
    await live();
    await take(store(), clock, 'customer_registered', ['bob', 'bob@example.com'], {
      profile: { email: 'bob@example.com', 'consent.email': 'granted' },
    });
    const before = tracesIn(await contentOf(store()));
    expect(before).toEqual(
      expect.arrayContaining([
        ...['contact', 'identity', 'event', 'shop_order', 'order_part', 'message', 'outbox', 'coupon'],
        ...['rejection', 'wait'],
      ]),
    );
    expect(await erase()).toMatchObject({ output: 'erased', json: { note: 'kept' } });
    const content = await contentOf(store());
    expect(tracesIn(content)).toEqual([]);
    for (const [table, trace] of [
      ['contact', 'bob@example.com'],
      ['identity', 'bob'],
      ['consent', 'event'],
      ['rejection', 'somebody@example.com'],
      ['coupon', 'welcome-1'],
    ] as const)
      expect(content.get(table)).toContain(trace);
    const counted = await store().db.selectFrom('message').select(['state', 'address']).execute();
    expect(counted).toEqual(['sent', 'sent', 'sent'].map((state) => ({ state, address: null })));
  });

  test('it happens once: whoever is erased is not known any more, and nor is somebody whom nobody knew', async () => {
    await live();
    await erase();
    const after = await contentOf(store());
    for (const who of ['customer-ann', EMAIL, OLD_EMAIL, PHONE, 'nobody@example.com'])
      expect(await erase(who)).toEqual({ item: 0, output: 'not_known', json: { note: 'kept' } });
    expect(await contentOf(store())).toEqual(after);
  });

  test('told of again by an import, the shop or a step, they are written to by none of their addresses', async () => {
    await live();
    await erase();
    clock.advance(1);
    await importText(
      store(),
      clock,
      `id,email,phone,telegramChatId,consent email\nnew,${EMAIL},${PHONE},${CHAT},yes\nold,${OLD_EMAIL},,,yes\n`,
    );
    await store().write((work) =>
      takeEvents(work, store(), clock, [
        {
          source: 'shop',
          sourceId: 'again',
          name: 'customer_registered',
          at: clock.now(),
          identities: [customerIdentity('shop', 'customer-ann'), emailIdentity(EMAIL)].filter(
            (identity) => identity !== undefined,
          ),
          profile: { email: EMAIL },
          data: {},
        },
      ]),
    );
    const suppressed = [['not_sent', expect.objectContaining({ reason: 'suppressed' })]];
    for (const [step, who] of ['new', 'old', 'customer-ann'].entries()) {
      for (const purpose of ['marketing', 'transactional'])
        expect(fates(await write({ stepKey: `${purpose} ${step}`, purpose }, who))).toEqual(suppressed);
    }
    const bySms = { ...gateway, addressKind: 'phone', stepKey: 'sms' };
    expect(fates(await write(bySms, 'new'))).toEqual(suppressed);
    expect(tracesIn(await contentOf(store()))).not.toContain('suppression');
  });

  test('an item that is under way still writes to nobody', async () => {
    await live();
    const { id: enrolment } = await store()
      .db.selectFrom('enrolment')
      .select('id')
      .orderBy('id')
      .executeTakeFirstOrThrow();
    await erase();
    const item = { journey: { enrolment, leg: 0 }, contact: { email: EMAIL, phone: PHONE } };
    const values = { channel: 'outbox', body: 'Hi', stepKey: 'late', purpose: 'transactional' };
    const outcomes = await runStep(sendViaChannel, values, context, [item]);
    expect(fates(outcomes)).toMatchObject([['not_sent', { reason: 'suppressed' }]]);
  });
});
