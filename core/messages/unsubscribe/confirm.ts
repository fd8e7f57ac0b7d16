import { randomUUID } from 'node:crypto';
import { takeEvents } from '../../ingest';
import type { Answer, StepContext, Visit } from '../../steps/define';
import { text } from '../../steps/text';
import type { Work } from '../../store';
import { type Confirmable, isExpired, isTrue, readClaim } from './confirm-link';
import { pageOf, type PageWords, unknownLink } from './page';
import { type Visitor, visitorOf } from './person';

/** Where the events come from. */
const SOURCE = 'confirm-page';

const ask: PageWords = {
  title: text('Confirm your subscription', '确认订阅'),
  say: text(
    'Do you want to get news and offers from us at this address? You can leave at any time.',
    '您希望在此地址接收我们的资讯和优惠吗？您可以随时退订。',
  ),
};
const done: PageWords = {
  title: text('You are subscribed', '订阅成功'),
  say: text('Thank you. You can leave at any time.', '谢谢。您可以随时退订。'),
};
const expired: PageWords = {
  title: text('This link has expired', '此链接已过期'),
  say: text(
    'It was sent some time ago, and nothing has changed. If you still want to hear from us, sign up again where you did before: we will send you a new link.',
    '此链接发送已久，未作任何更改。如仍希望接收我们的消息，请在原处重新订阅，我们会发送新的链接。',
  ),
};
const confirm = text('Yes, subscribe me', '确认订阅');

/**
 * A request by a link to confirm: POST confirms; GET shows the page and changes nothing, for link scanners follow links.
 * `days`: so long a link is good.
 */
export async function receiveConfirmation(
  work: Work,
  { method, token, secret, days }: { method: Visit['method']; token: string; secret: string; days: number },
  context: StepContext,
): Promise<Answer> {
  const claim = readClaim(token);
  const person = claim && (await visitorOf(work, context, claim.contact));
  if (!person || !isTrue(secret, claim, person.profile))
    return answer(404, 'unknown', pageOf(unknownLink, 'en'));
  const { language } = person;
  if (isExpired(claim, days, context.clock.now())) return answer(410, 'expired', pageOf(expired, language));
  if (method === 'POST') {
    await grant(work, person, claim.medium, context);
    return answer(200, 'confirmed', pageOf(done, language));
  }
  const button = `<form method="post"><button type="submit" name="confirmed" value="1">${confirm[language]}</button></form>`;
  return answer(200, 'confirm', pageOf(ask, language, button));
}

const answer = (status: number, shown: string, page: string): Answer => ({
  status,
  body: { shown, started: 0 },
  page,
});

/** Records the consent, once, and that the person is back where they had unsubscribed. */
async function grant(
  work: Work,
  { identities, profile, unsubscribedAt }: Visitor,
  medium: Confirmable,
  { store, clock }: StepContext,
): Promise<void> {
  const field = `consent.${medium}`;
  const event = { source: SOURCE, at: clock.now(), identities, profile: {}, data: {} };
  const consents = { ...event, name: 'consent_changed', profile: { [field]: 'granted' } };
  const returns = { ...event, name: 'resubscribed' };
  const news = [
    ...(profile[field] === 'granted' ? [] : [consents]),
    ...(unsubscribedAt === null ? [] : [returns]),
  ];
  const events = news.map((one) => ({ ...one, sourceId: randomUUID() }));
  await takeEvents(work, store, clock, events);
}
