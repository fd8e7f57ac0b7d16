import fc from 'fast-check';
import { consentObjection } from '../../core/messages/policy/consent';
import {
  changesBy,
  choicesOf,
  type Fields,
  offerOf,
  type OfferValues,
} from '../../core/messages/unsubscribe/choices';

const reachable = { email: 'ann@example.com', phone: '+4930123456' };
const news = { name: 'news', label: 'News', labelZh: '' };
const offered: OfferValues = { media: ['email', 'sms', 'push'], topics: [news], unsaid: 'granted' };
type Frequency = 'everything' | 'weekly' | 'monthly';
const choose = (media: string[], topics: string[], frequency: Frequency = 'everything') => ({
  media: new Set(media),
  topics: new Set(topics),
  frequency,
});
const names = (options: readonly { value: string }[]) => options.map(({ value }) => value);

describe('What people may choose', () => {
  test.each([
    [{}, [], ['news']],
    [reachable, ['email', 'sms'], ['news']],
    [{ 'consent.push': 'withdrawn' }, ['push'], ['news']],
    [{ ...reachable, telegramChatId: '1' }, ['email', 'sms'], ['news']],
    [{ ...reachable, 'consent.sms.sales': 'granted' }, ['email', 'sms'], ['news', 'sales']],
    [{ 'consent.push.news': 'granted', pushToken: 'x' }, ['push'], ['news']],
  ])('%j: %j, %j', (profile, media, topics) => {
    const offer = offerOf(profile, offered);
    expect([names(offer.media), names(offer.topics)]).toEqual([media, topics]);
  });

  test.each([
    [
      { ...news, labelZh: '动态' },
      { en: 'News', zh: '动态' },
    ],
    [news, { en: 'News', zh: 'News' }],
    [
      { ...news, label: ' ' },
      { en: 'news', zh: 'news' },
    ],
  ])('%j reads %j', (topic, label) => {
    expect(offerOf(reachable, { ...offered, topics: [topic] }).topics).toEqual([{ value: 'news', label }]);
  });
});

describe('What becomes of somebody’s choices', () => {
  test.each<[Fields, 'granted' | 'withdrawn', ReturnType<typeof choose>, object]>([
    [{}, 'granted', choose(['email', 'sms'], ['news']), {}],
    [{}, 'withdrawn', choose([], []), {}],
    [{}, 'withdrawn', choose(['email'], ['news']), { 'consent.email': 'granted' }],
    [{}, 'granted', choose(['email'], ['news']), { 'consent.sms': 'withdrawn' }],
    [
      {},
      'granted',
      choose(['email', 'sms'], []),
      { 'consent.email.news': 'withdrawn', 'consent.sms.news': 'withdrawn' },
    ],
    [
      { 'consent.sms.news': 'granted' },
      'granted',
      choose(['email'], ['news']),
      { 'consent.sms': 'withdrawn', 'consent.sms.news': 'withdrawn' },
    ],
    [
      { 'consent.sms': 'withdrawn', 'consent.sms.news': 'withdrawn' },
      'granted',
      choose(['email', 'sms'], ['news']),
      { 'consent.sms': 'granted', 'consent.sms.news': 'granted' },
    ],
    [{}, 'granted', choose(['email', 'sms'], ['news'], 'monthly'), { messageFrequency: 'monthly' }],
    [{ messageFrequency: 'weekly' }, 'granted', choose(['email', 'sms'], ['news'], 'weekly'), {}],
  ])('%j, unsaid is %s', (said, unsaid, chosen, changed) => {
    const profile = { ...reachable, ...said };
    expect(changesBy(profile, offerOf(profile, { ...offered, unsaid }), chosen)).toEqual(changed);
  });

  const fields = ['email', 'sms'].flatMap((medium) => [
    `consent.${medium}`,
    `consent.${medium}.news`,
    `consent.${medium}.sales`,
  ]);
  const word = fc.constantFrom('granted', 'withdrawn');
  const said = fc.record(Object.fromEntries(fields.map((field) => [field, word])), { requiredKeys: [] });
  const values = fc.constantFrom<OfferValues>(offered, { ...offered, unsaid: 'withdrawn' });
  const profileOf = (some: object): Record<string, string> => ({ ...reachable, ...some });

  test('whoever leaves all as it is says nothing', () => {
    fc.assert(
      fc.property(said, values, (some, offer) => {
        const mine = offerOf(profileOf(some), offer);
        expect(changesBy(profileOf(some), mine, choicesOf(profileOf(some), mine))).toEqual({});
      }),
    );
  });

  test('whoever changes a medium and a topic gets what they have chosen, and nothing that they have not', () => {
    const of = (...options: string[]) => fc.subarray(options);
    fc.assert(
      fc.property(said, values, of('email', 'sms'), of('news', 'sales'), (some, offer, media, topics) => {
        const profile = profileOf(some);
        const mine = offerOf(profile, offer);
        const before = choicesOf(profile, mine);
        const after = { ...profile, ...changesBy(profile, mine, choose(media, topics)) };
        const rule = offer.unsaid === 'granted' ? 'unless_withdrawn' : 'granted';
        const getsOf = (of: Fields, medium: string, topic: string) =>
          consentObjection(of, medium, { topic, consentRule: rule }) === undefined;
        for (const medium of ['email', 'sms']) {
          expect(getsOf(after, medium, '')).toBe(media.includes(medium));
          for (const { value: topic } of mine.topics) {
            const isLeft =
              media.includes(medium) === before.media.has(medium) &&
              topics.includes(topic) === before.topics.has(topic);
            const wanted = media.includes(medium) && topics.includes(topic);
            expect(getsOf(after, medium, topic)).toBe(isLeft ? getsOf(profile, medium, topic) : wanted);
          }
        }
      }),
    );
  });
});
