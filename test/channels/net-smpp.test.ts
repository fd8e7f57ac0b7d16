import { fates, meet, send } from '../messages/people';
import { hasNetSmpp, type PerlSmsc, startPerlSmsc } from './smsc';
import { type StandIn, standIn } from './stand-in';

const values = { channel: 'smpp', smsFrom: 'Jane & Co', body: '{{ contact.firstName }}: @[€] à' };
const title = hasNetSmpp
  ? 'An SMS to a message centre by Net::SMPP'
  : 'An SMS to a message centre by Net::SMPP, which is not installed here';

(hasNetSmpp ? describe : describe.skip)(title, () => {
  let smsc: PerlSmsc;
  let shop: StandIn;

  beforeEach(async () => {
    smsc = await startPerlSmsc();
    shop = await standIn(() => ({ smpp: { ...smsc.account, systemType: 'VMA' } }));
  });
  afterEach(async () => {
    await shop.close();
    await smsc.close();
  });

  const submitted = () =>
    smsc.told.filter(([command]) => command === 'submit_sm').map(([, ...fields]) => fields);
  /** Sends to people with these numbers, all in one batch. */
  const toNumbers = async (...phones: string[]) => {
    await meet(
      shop.context,
      phones.map((phone) => ({ id: phone, profile: { phone, firstName: 'Bob' } })),
    );
    return fates(await send(shop.context, values, ...phones));
  };

  test('binds as transceiver, asks for a receipt, and says goodbye', async () => {
    expect(await shop.toAnn(values)).toEqual(['sent', { channel: 'smpp', state: 'sent' }]);
    await smsc.until('unbind');
    expect(smsc.told[0]).toEqual(['bind_transceiver', 'shop', 'VMA', '50']);
    // From a name, to an international number, in the default alphabet.
    expect(submitted()).toEqual([
      ['5', '0', 'Jane & Co', '1', '1', '4930123456', '0', '0', '1', '416e6e3a20001b3c1b651b3e207f'],
    ]);
    expect(await shop.entered()).toMatchObject({ provider_id: 'id1' });
  });

  test('answers whether it is there, and leaves what people write to others who are bound', async () => {
    await shop.toAnn(values);
    await smsc.until('unbind');
    expect(smsc.told).toContainEqual(['enquire_link_resp', '0']);
    expect(smsc.told).toContainEqual(['deliver_sm_resp', String(0x64)]);
  });

  test.each([
    ['+49 30 123456', ['1', '1', '4930123456']],
    ['12345', ['3', '0', '12345']],
  ])('comes from %s', async (smsFrom, source) => {
    await shop.toAnn({ ...values, smsFrom });
    expect(submitted()[0]?.slice(0, 3)).toEqual(source);
  });

  test('other letters go out as UCS-2', async () => {
    await shop.toAnn({ ...values, body: '您😀' });
    expect(submitted()[0]?.slice(7)).toEqual(['8', '1', '60a8d83dde00']);
  });

  test('a long text goes out in parts that say which they are', async () => {
    await shop.toAnn({ ...values, body: `${'a'.repeat(152)}€${'b'.repeat(10)}` });
    const [first, second] = submitted();
    const reference = first?.[9]?.slice(6, 8);
    // 64 is 0x40: a header comes before the text.
    expect(first?.slice(6)).toEqual(['64', '0', '0', `050003${reference}0201${'61'.repeat(152)}`]);
    expect(second?.slice(6)).toEqual(['64', '0', '1', `050003${reference}02021b65${'62'.repeat(10)}`]);
    // Of which the last is asked for a receipt.
    expect(await shop.entered()).toMatchObject({ provider_id: 'id2' });
  });

  test('or whole, where the message centre is to cut it', async () => {
    await shop.toAnn({ ...values, body: '中'.repeat(80), smppLong: 'payload' });
    expect(submitted()).toHaveLength(1);
    expect(submitted()[0]?.slice(6)).toEqual(['0', '8', '1', '4e2d'.repeat(80)]);
  });

  test('several are under way at once, by one bind, and each gets its own answer', async () => {
    await toNumbers('+491720000001', '+491720000002', '+491720000003');
    await smsc.until('unbind');
    expect(smsc.told.filter(([command]) => command === 'bind_transceiver')).toHaveLength(1);
    // The last was answered first.
    const sent = await shop.context.store.db
      .selectFrom('message')
      .select(['address', 'provider_id'])
      .orderBy('address')
      .execute();
    const taken = submitted().map((fields, at) => ({ address: `+${fields[5]}`, provider_id: `id${at + 1}` }));
    expect(taken).toHaveLength(3);
    expect(sent).toEqual(expect.arrayContaining(taken));
  });

  test.each([
    ['a number that is none', '+491711100000', { state: 'failed', reason: 'refused' }],
    ['a full queue', '+491712000000', { state: 'failed', reason: 'temporary' }],
    ['too many at once', '+491718800000', { state: 'failed', reason: 'temporary' }],
    ['a line that breaks', '+491730000000', { state: 'unknown' }],
  ])('%s', async (_, phone, fate) => {
    expect(await toNumbers(phone)).toMatchObject([['not_sent', fate]]);
  });

  test('a wrong password sends nothing', async () => {
    const other = await standIn(() => ({ smpp: { ...smsc.account, password: 'secret!' } }));
    const said = await other.said(values);
    await other.close();
    expect(said).toContain('0x0000000E');
    expect(said).not.toContain('secret!');
    expect(submitted()).toEqual([]);
  });
});
