import { contactPrivacy, type StepContext } from '../../core/steps';
import { importText } from '../import/importing';
import { HOUR, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { leaving, runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';

describeOnStores('What somebody has consented to', (store) => {
  let clock: TestClock;
  let context: StepContext;

  beforeEach(() => {
    clock = new TestClock();
    context = contextOf(store(), clock);
  });

  const show = async (contact: string) =>
    leaving(await runStep(contactPrivacy, { contact }, context, [{ note: 'kept' }]));
  const says = (profile: Record<string, string>, at = clock.now(), who: string | string[] = 'ann') =>
    take(store(), clock, 'consent_changed', who, { profile, at });
  const proof = { source: 'shop', id: expect.stringMatching(/^event \d+$/) };

  test('each state with its source, time and proof: the latest word, in whatever order words come', async () => {
    const began = clock.now();
    clock.advance(3 * HOUR);
    await says({ 'consent.email': 'withdrawn', firstName: 'Ann' }, began + 2 * HOUR);
    const { source_id: id } = await store()
      .db.selectFrom('event')
      .select('source_id')
      .executeTakeFirstOrThrow();
    await says({ 'consent.email': 'granted', 'consent.sms.news.daily': 'granted' }, began + HOUR);
    expect(await show('ann')).toEqual({
      item: 0,
      output: 'found',
      json: {
        note: 'kept',
        consents: [
          {
            medium: 'email',
            topic: null,
            state: 'withdrawn',
            at: '2026-03-02T11:00:00.000Z',
            proof: { source: 'shop', id },
          },
          { medium: 'sms', topic: 'news.daily', state: 'granted', at: '2026-03-02T10:00:00.000Z', proof },
        ],
      },
    });
  });

  test('unsubscribing and coming back are words, too', async () => {
    await take(store(), clock, 'unsubscribed', 'ann');
    expect(await show('ann')).toMatchObject({
      json: { consents: [{ medium: 'all', state: 'withdrawn', proof }] },
    });
    clock.advance(1);
    await take(store(), clock, 'resubscribed', 'ann');
    expect(await show('ann')).toMatchObject({
      json: { consents: [{ medium: 'all', state: 'granted', proof }] },
    });
  });

  test('of two contacts that turn out to be one, the later word of either stands, with its proof', async () => {
    await says({ 'consent.email': 'granted', 'consent.sms': 'granted' });
    clock.advance(1);
    await says({ 'consent.email': 'withdrawn', 'consent.push': 'granted' }, clock.now(), 'anna');
    await take(store(), clock, 'cart_updated', ['ann', 'anna']);
    expect((await show('anna')).json['consents']).toMatchObject([
      { medium: 'email', state: 'withdrawn', proof },
      { medium: 'push', state: 'granted', proof },
      { medium: 'sms', state: 'granted', proof },
    ]);
    expect(await store().db.selectFrom('consent').select('contact_id').distinct().execute()).toHaveLength(1);
  });

  test('a file that was imported is a proof by its name; a word from before proofs were kept has none', async () => {
    await importText(
      store(),
      clock,
      'id,email,consent email,consent sms\nann,ann@example.com,yes,withdrawn\n',
    );
    const imported = { source: 'import', id: 'history.csv' };
    expect((await show('ann@example.com')).json['consents']).toMatchObject([
      { medium: 'email', state: 'granted', proof: imported },
      { medium: 'sms', state: 'withdrawn', proof: imported },
    ]);
    await store().db.deleteFrom('consent').where('field', '=', 'consent.sms').execute();
    expect((await show('ann')).json['consents']).toMatchObject([
      { medium: 'email', proof: imported },
      { medium: 'sms', state: 'withdrawn', proof: null },
    ]);
  });

  test('whom nobody knows is not made known by the question', async () => {
    expect(await show('nobody@example.com')).toEqual({
      item: 0,
      output: 'not_known',
      json: { note: 'kept' },
    });
    expect(await store().db.selectFrom('contact').selectAll().execute()).toEqual([]);
    expect(await runStep(contactPrivacy, {}, context, [{ note: 'nobody' }])).toMatchObject([
      { error: { parameter: 'contact' } },
    ]);
  });
});
