import { StoreError } from '../../core/errors';
import { customerIdentity, takeEvents } from '../../core/ingest';
import { type JsonObject, messageEvents, type StepContext } from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import { listHeld } from '../../core/waits';
import { fates, meet, send, toldEvents } from '../messages/people';
import { HOUR, TestClock } from '../support/clock';
import { contextOf, quiet } from '../support/context';
import { describeOnStores } from '../support/stores';
import { type Delivery, hasNetSmpp, type PerlSmsc, startPerlSmsc } from './smsc';

/** Of what comes one after the other, as elsewhere, nothing comes at the same time. */
class TickingClock extends TestClock {
  override now(): number {
    this.advance(1);
    return super.now();
  }
}

const MINUTE = 60_000;
/** ESME_RX_T_APPN */
const NOT_NOW = String(0x64);

/** What a message centre says of a message in words. */
const receipt = (id: string, stat: string, err = '000'): Delivery => ({
  esm_class: 4,
  short_message: `id:${id} sub:001 dlvrd:001 submit date:2603020900 done date:2603020901 stat:${stat} err:${err} text:Hi`,
});

/** What it says in elements of its own. */
const elements = (id: string, state: number): Delivery => ({
  esm_class: 4,
  receipted_message_id: `${id}\0`,
  message_state: Buffer.from([state]),
});

const utf16 = (text: string) => Buffer.from(text, 'utf16le').swap16();

/** With a header that says which of how many parts it is. */
const part = (at: number, of: number, text: string): Delivery => ({
  esm_class: 0x40,
  short_message: Buffer.concat([Buffer.from([5, 0, 3, 7, of, at]), Buffer.from(text)]),
});

const here = hasNetSmpp ? describe : describe.skip;
here(hasNetSmpp ? 'Net::SMPP' : 'Net::SMPP, which is not installed here', () => {
  describeOnStores('A message centre that is listened to', (store) => {
    let clock: TestClock;
    let smsc: PerlSmsc;
    let context: StepContext;
    let isAway: boolean;
    let logged: string[];
    let stop: (() => Promise<void>) | undefined;

    beforeEach(async () => {
      clock = new TickingClock();
      smsc = await startPerlSmsc();
      isAway = false;
      logged = [];
      const real = store();
      const awayAtTimes = {
        ...real,
        write: <T>(work: Parameters<typeof real.write<T>>[0]) =>
          isAway
            ? Promise.reject(new StoreError('unreachable', 'The store is away.', 'Wait.'))
            : real.write(work),
      };
      context = contextOf(awayAtTimes, clock, {
        connections: { smpp: smsc.account },
        log: { ...quiet, error: (message) => logged.push(message) },
      });
      const profile = { phone: '+4930123456', 'consent.sms': 'granted' };
      await meet(context, [{ id: 'ann', profile }]);
      await knownByNumber();
      clock.advance(MINUTE);
    });
    afterEach(async () => {
      isAway = false;
      await stop?.();
      stop = undefined;
      await smsc.close();
    });

    /** As a shop's webhook names a customer. */
    const knownByNumber = () => {
      const cart = { source: 'shop', sourceId: 'cart', name: 'cart_updated', profile: {}, data: {} } as const;
      const identities = [customerIdentity('shop', 'ann'), { kind: 'phone', value: '+4930123456' }];
      return store().write((work) =>
        takeEvents(work, store(), clock, [{ ...cart, at: clock.now(), identities }]),
      );
    };
    const valuesOf = (given: JsonObject = {}) =>
      stepValues(messageEvents.parameters, { listenSmpp: true, ...given });
    const listen = async (given: JsonObject = {}) => {
      stop = await messageEvents.activate?.(valuesOf(given), context);
      await smsc.until('bind_receiver');
    };
    const write = async (body = 'Hi') => {
      const values = { channel: 'smpp', smsFrom: 'Shop', body };
      expect(fates(await send(context, values, 'ann'))).toMatchObject([['sent', {}]]);
      await smsc.until('unbind');
      smsc.told.length = 0;
      clock.advance(MINUTE);
    };
    /** The statuses with which deliveries are answered. */
    const handOver = async (...deliveries: Delivery[]): Promise<string[]> => {
      const answered = () => smsc.told.filter(([command]) => command === 'deliver_sm_resp');
      const before = answered().length;
      smsc.deliver(...deliveries);
      await smsc.until('deliver_sm_resp', before + deliveries.length);
      return answered()
        .slice(before)
        .map(([, status = '']) => status);
    };
    const events = async () =>
      (await toldEvents({ store: store() })).map(({ name, data }) => [name, data.message] as const);
    const texts = async () => (await events()).map(([name, said]) => [name, said.text]);
    const suppressed = async () =>
      (await store().db.selectFrom('suppression').select('reason').execute()).map(({ reason }) => reason);
    const consent = async () =>
      (
        await store()
          .db.selectFrom('consent')
          .where('field', '=', 'consent.sms')
          .select('state')
          .executeTakeFirstOrThrow()
      ).state;

    test('is bound to as receiver, answers are given to what it asks, and it hears goodbye', async () => {
      await listen();
      expect(smsc.told[0]).toEqual(['bind_receiver', 'shop', '', '50']);
      await smsc.until('enquire_link_resp');
      await stop?.();
      expect(smsc.told).toContainEqual(['unbind', '0']);
      expect(await store().db.selectFrom('lease').selectAll().execute()).toEqual([]);
      expect(logged).toEqual([]);
    });

    test('tells what became of a message, once however often it tells it', async () => {
      await write();
      await listen();
      expect(await handOver(receipt('id1', 'DELIVRD'))).toEqual(['0']);
      expect(await handOver(receipt('id1', 'DELIVRD'), receipt('id77', 'DELIVRD'))).toEqual(['0', '0']);
      expect(await events()).toMatchObject([
        ['message_delivered', { channel: 'smpp', id: expect.any(Number) as number }],
      ]);
    });

    test.each<[string, Delivery, unknown[]]>([
      ['EXPIRED', receipt('id1', 'EXPIRED', '0E5'), [['message_bounced', { detail: 'EXPIRED 0E5' }]]],
      ['UNDELIV', receipt('id1', 'UNDELIV', '001'), [['message_bounced', { detail: 'UNDELIV 001' }]]],
      ['REJECTD', receipt('id1', 'REJECTD'), [['message_bounced', {}]]],
      ['DELETED', receipt('id1', 'DELETED'), [['message_bounced', {}]]],
      ['ENROUTE', receipt('id1', 'ENROUTE'), []],
      ['ACCEPTD', receipt('id1', 'ACCEPTD'), []],
      ['BUFFERED', receipt('id1', 'BUFFERED'), []],
      ['delivered, in elements', elements('id1', 2), [['message_delivered', {}]]],
      ['undeliverable, in elements', elements('id1', 5), [['message_bounced', { detail: 'UNDELIV' }]]],
      ['under way, in elements', elements('id1', 1), []],
      ['nothing that can be read', { esm_class: 4, short_message: 'Hello' }, []],
    ])('%s', async (_, delivery, expected) => {
      await write();
      await listen();
      expect(await handOver(delivery)).toEqual(['0']);
      expect(await events()).toMatchObject(expected);
      expect(await suppressed()).toEqual([]);
    });

    test.each([
      ['439041101', '1A2B3C4D'],
      ['439041101', '1a2b3c4d'],
      ['1A2B3C4D', '439041101'],
      ['1a2b3c4d', '0439041101'],
      ['0000ABCD', '43981'],
      ['a_1', 'a_1'],
    ])('an id that was answered as %s is found as %s', async (answered, told) => {
      await write();
      await store().db.updateTable('message').set({ provider_id: answered }).execute();
      await listen();
      await handOver(receipt(told, 'DELIVRD'));
      expect(await events()).toMatchObject([['message_delivered', { id: expect.any(Number) as number }]]);
    });

    test('an id of somebody else’s message that would be ours in hex is not ours', async () => {
      await write();
      await store().db.updateTable('message').set({ provider_id: '1a2b3c4d' }).execute();
      await listen();
      await handOver({ ...receipt('439041101', 'DELIVRD'), source_addr: '491711234567' });
      expect(await events()).toEqual([]);
    });

    test('a message in several parts has arrived with its last', async () => {
      await write('a'.repeat(400));
      await listen();
      await handOver(receipt('id3', 'DELIVRD'));
      expect(await events()).toMatchObject([['message_delivered', { id: expect.any(Number) as number }]]);
    });

    test.each<[string, Delivery, string]>([
      ['the alphabet of phones', { short_message: Buffer.from('20001b65', 'hex') }, ' @€'],
      ['Latin-1', { data_coding: 3, short_message: 'Grüße_' }, 'Grüße_'],
      ['UCS-2', { data_coding: 8, short_message: utf16('您好😀') }, '您好😀'],
      ['message_payload', { data_coding: 8, message_payload: utf16('é'.repeat(200)) }, 'é'.repeat(200)],
      ['bytes', { data_coding: 4, short_message: 'Hello' }, 'Hello'],
    ])('people write in %s', async (_, delivery, text) => {
      await listen();
      expect(await handOver(delivery)).toEqual(['0']);
      expect(await texts()).toEqual([['message_replied', text]]);
    });

    test('a text that comes in parts is one', async () => {
      await listen();
      await handOver(part(2, 3, 'two '), part(1, 3, 'one '), part(3, 3, 'stop'));
      const sar = (at: number, text: string): Delivery => ({
        sar_msg_ref_num: Buffer.from([0, 9]),
        sar_total_segments: Buffer.from([2]),
        sar_segment_seqnum: Buffer.from([at]),
        short_message: text,
      });
      await handOver(sar(1, 'four '), sar(2, 'five'));
      expect(await texts()).toEqual([
        ['message_replied', 'one two stop'],
        ['message_replied', 'four five'],
      ]);
    });

    test('who writes from no number, and what is no text, says nothing', async () => {
      await listen();
      const deliveries = [
        { source_addr_ton: 5, source_addr: 'Bank', short_message: 'Hi' },
        { esm_class: 0x20, short_message: 'on its way' },
      ];
      expect(await handOver(...deliveries)).toEqual(['0', '0']);
      expect(await events()).toEqual([]);
    });

    test('a number within the network’s own country, or without plus, is found', async () => {
      await listen();
      await handOver({ source_addr_ton: 0, short_message: 'Hello' });
      const [row] = await store()
        .db.selectFrom('event')
        .innerJoin('identity', 'identity.contact_id', 'event.contact_id')
        .where('event.name', '=', 'message_replied')
        .where('identity.kind', '=', 'customer:shop')
        .select('identity.value')
        .execute();
      expect(row).toEqual({ value: 'ann' });
    });

    test('the same text counts once within an hour, and again in another', async () => {
      await listen();
      await handOver({ short_message: 'Hello' }, { short_message: 'Hello' });
      await handOver({ short_message: 'Hello' });
      expect(await texts()).toHaveLength(1);
      clock.advance(HOUR);
      await handOver({ short_message: 'Hello' });
      expect(await texts()).toHaveLength(2);
    });

    test.each([
      ['STOP', 'withdrawn', ['opted_out']],
      ['STOP START', 'granted', []],
      ['STOP START STOP', 'withdrawn', ['opted_out']],
      ['START STOP START', 'withdrawn', ['opted_out']],
      ['START STOP STOP START START', 'withdrawn', ['opted_out']],
      ['STOP STOP START STOP START', 'withdrawn', ['opted_out']],
    ])('%s within an hour, in one go and one by one', async (words, state, reasons) => {
      await listen();
      const deliveries = words.split(' ').map((short_message) => ({ short_message }));
      await handOver(...deliveries);
      expect([await consent(), await suppressed()]).toEqual([state, reasons]);
      clock.advance(HOUR);
      for (const delivery of deliveries) {
        await handOver(delivery);
        clock.advance(MINUTE);
      }
      expect([await consent(), await suppressed()]).toEqual([state, reasons]);
    });

    test('what cannot be taken in is not acknowledged, and taken in once when it comes again', async () => {
      await write();
      await listen({ events: ['message_replied'] });
      const deliveries = [receipt('id1', 'DELIVRD'), { short_message: 'Hello' }];
      isAway = true;
      expect(await handOver(...deliveries)).toEqual([NOT_NOW, NOT_NOW]);
      expect(await handOver(...deliveries)).toEqual([NOT_NOW, NOT_NOW]);
      expect(logged).toEqual([expect.stringContaining('The store is away. Wait.')]);
      isAway = false;
      expect(await events()).toEqual([]);
      expect(await handOver(...deliveries)).toEqual(['0', '0']);
      await handOver(...deliveries);
      expect((await events()).map(([name]) => name)).toEqual(['message_delivered', 'message_replied']);
      const key = messageEvents.holdKey?.(valuesOf(), context.place);
      expect((await listHeld(store())).find((held) => held.key === key)).toMatchObject({ waiting: 1 });
    });

    test('a line that breaks is begun anew', async () => {
      await listen();
      smsc.hangUp();
      await smsc.until('bind_receiver', 2);
      expect(await handOver({ short_message: 'Hello' })).toEqual(['0']);
      expect(logged).toEqual([expect.stringContaining('SMS (SMPP) is not heard now. The line')]);
    });

    test('a wrong password is said once, with what to do, and not shown', async () => {
      context = {
        ...context,
        connect: contextOf(store(), clock, {
          connections: { smpp: { ...smsc.account, password: 'secret!' } },
        }).connect,
      };
      await listen();
      await smsc.until('bind_receiver', 2);
      expect(logged).toEqual([expect.stringMatching(/0x0000000E.*Check host, port/)]);
      expect(logged.join()).not.toContain('secret!');
    });
  });
});
