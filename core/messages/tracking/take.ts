import { askedBy, type Callbacks, type ChannelName, mediumOf, type Report } from '../../channels';
import { type Identity, identityKey, type Taken, takeEvents } from '../../ingest';
import type { StepContext } from '../../steps/define';
import type { Store, Work } from '../../store';
import { type Concerned, heedAddresses } from './addresses';
import { eventsOf, type Happened } from './happened';
import { isMachine } from './machine';
import { messagesOf, newestTo, type SentMessage } from './sent';

/** A channel whose provider tells something. */
export interface Teller {
  name: ChannelName;
  callbacks: Callbacks;
}

/** What became of reports. */
export interface TakenReports {
  taken: Taken[];
  /** Reports that lead to nobody whom we know. */
  strangers: number;
}

/**
 * Takes in what a provider tells, each thing once, within the caller's transaction: events of its people, their consent,
 * addresses that get nothing any more, and messages of unknown fate that have arrived after all.
 */
export async function takeReports(
  work: Work,
  context: Pick<StepContext, 'store' | 'clock'>,
  channel: ChannelName,
  reports: readonly Report[],
): Promise<TakenReports> {
  const { store, clock } = context;
  const messageOf = await messageFinder(work, store, channel, reports);
  const concerned = reports.map(inWords).flatMap((report): Concerned[] => {
    const message = messageOf(report);
    const address = addressOf(channel, report, message);
    if (!address) return [];
    return [{ happened: happenedOf(channel, report, message, address, clock.now()), address }];
  });
  const events = await eventsOf(
    work,
    store,
    concerned.map(({ happened }) => happened),
  );
  const taken = await takeEvents(work, store, clock, [...events.values()]);
  await settleArrived(work, concerned);
  const old = new Set([...events.keys()].filter((_, at) => taken[at]?.duplicate));
  const news = concerned.filter(({ happened }) => !old.has(happened));
  await heedAddresses(work, store, news, clock.now());
  return { taken, strangers: reports.length - events.size };
}

/** A reply that is one of the words by which people say no, or yes again, is that rather than a reply. */
function inWords(report: Report): Report {
  const asked = report.told === 'replied' ? askedBy(report.text ?? '') : undefined;
  if (asked === undefined) return report;
  return { ...report, told: asked === 'stop' ? 'unsubscribed' : 'subscribed' };
}

/** What tells the message that a report is about: the one with its id, else the newest to its address. */
async function messageFinder(
  work: Work,
  store: Store,
  channel: string,
  reports: readonly Report[],
): Promise<(report: Report) => SentMessage | undefined> {
  const messages = await messagesOf(work, store, channel, reports);
  const nameless = reports.filter(({ providerId }) => providerId === undefined);
  const newest = await newestTo(
    work,
    store,
    channel,
    nameless.flatMap(({ address }) => address ?? []),
  );
  return ({ providerId, respelt, address }) => {
    if (providerId === undefined) return address && newest.get(identityKey(address));
    const { ids = [], numberEnd = '' } = respelt ?? {};
    return (
      messages.get(providerId) ??
      ids.map((id) => messages.get(id)).find((message) => message?.address?.endsWith(numberEnd))
    );
  };
}

/** The address in the form in which the policy looks for it. */
function addressOf(
  channel: ChannelName,
  { address }: Report,
  message: SentMessage | undefined,
): Identity | undefined {
  const value = address?.value ?? message?.address;
  if (value === undefined || value === null) return undefined;
  return { kind: address?.kind ?? kindOf(channel, value), value };
}

const kinds: Partial<Record<ChannelName, string>> = {
  telegram: 'telegramChatId',
  wechat: 'wechatOpenId',
  wecom: 'wecomUserId',
  whatsapp: 'whatsapp',
  fcm: 'pushToken',
  'web-push': 'webPushSubscription',
  ntfy: 'ntfyTopic',
};

const kindOf = (channel: ChannelName, value: string): string =>
  kinds[channel] ?? (value.includes('@') ? 'email' : 'phone');

function happenedOf(
  channel: ChannelName,
  report: Report,
  message: SentMessage | undefined,
  address: Identity,
  now: number,
): Happened {
  const { address: _, providerId: __, respelt: ___, at, ...told } = report;
  // People are known by their phone number, whatever carries the words.
  const kind = address.kind === 'whatsapp' ? 'phone' : address.kind;
  const names = kind === 'email' || kind === 'phone';
  const byMachine = told.byMachine ?? (told.userAgent !== undefined && isMachine(told.userAgent, Infinity));
  return {
    ...told,
    ...(byMachine && { byMachine }),
    channel,
    medium: mediumOf(channel, address.kind),
    message,
    person: names ? [{ kind, value: address.value }] : [],
    at: Math.min(at ?? now, now),
  };
}

/** What has arrived was sent, even where its provider's answer is still on the way or never came. */
async function settleArrived(work: Work, concerned: readonly Concerned[]): Promise<void> {
  const arrived = concerned.flatMap(({ happened: { told, message } }) =>
    message && (told === 'delivered' || told === 'opened' || told === 'clicked') ? message.id : [],
  );
  if (arrived.length === 0) return;
  await work
    .updateTable('message')
    .set({ state: 'sent', reason: null })
    .where('id', 'in', arrived)
    .where('state', 'in', ['intended', 'unknown'])
    .execute();
}
