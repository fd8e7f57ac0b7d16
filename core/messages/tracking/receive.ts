import { channelKinds, type Heard } from '../../channels';
import { toldEvent } from '../../enrolments';
import type { Taken } from '../../ingest';
import type { Answer, StepContext, Visit } from '../../steps/define';
import { isSame } from '../signed';
import { pageOf, unknownLink } from '../unsubscribe';
import { trackingAddress, trackingSecret } from './links';
import { type StartingValues, startJourneys } from './start';
import { type Teller, takeReports } from './take';
import { callbackKey } from './token';
import { takeVisit } from './visit';

export interface TrackingStepValues extends StartingValues {
  /** The channels whose providers call. */
  listensTo: readonly string[];
}

/**
 * Message Events, a request: a link that was followed, the picture of an opened mail, or what a provider tells
 * (`?provider=<channel>`), verified as that provider signs.
 */
export async function receiveMessageEvents(
  visit: Visit,
  values: TrackingStepValues,
  context: StepContext,
): Promise<Answer> {
  const { provider } = visit.query;
  if (provider !== undefined) return receiveCallback(visit, provider, values, context);
  if (visit.method !== 'GET') return told(400, 'Say by ?provider=… whose callback this is.');
  const { store } = context;
  return store.write(async (work) => {
    const visited = await takeVisit(work, context, visit);
    if (!visited) return brokenLink(visit);
    const started = await startJourneys(work, visited.taken, values, context);
    const body = { started, events: shown(visited.taken) };
    return visited.url === undefined
      ? { status: 200, body, image: PICTURE }
      : { status: 302, body, redirect: visited.url };
  });
}

/** In the language of whoever followed it, for nobody knows who that is. */
function brokenLink({ headers }: Visit): Answer {
  const language = headers['accept-language']?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  return { ...told(404, 'This link is not ours.'), page: pageOf(unknownLink, language) };
}

/** A transparent picture of one dot: GIF89a. */
const PICTURE = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

const told = (status: number, error: string): Answer => ({ status, body: { error } });

async function receiveCallback(
  visit: Visit,
  provider: string,
  values: TrackingStepValues,
  context: StepContext,
): Promise<Answer> {
  const teller = tellerOf(provider);
  if (!teller || !values.listensTo.includes(provider)) return told(404, 'This provider is not listened to.');
  const heard = await hear(visit, teller, context);
  if ('refused' in heard) return told(401, heard.refused);
  const { store } = context;
  return store.write(async (work) => {
    const { taken, strangers } = await takeReports(work, context, teller.name, heard.reports);
    const started = await startJourneys(work, taken, values, context);
    if (heard.answer) return { ...heard.answer, body: { ...heard.answer.body, started } };
    const duplicates = taken.filter(({ duplicate }) => duplicate).length;
    const { ignored } = heard;
    const body = { taken: taken.length - duplicates, duplicates, strangers, ignored, started };
    return { status: 200, body: { ...body, events: shown(taken) } };
  });
}

function tellerOf(name: string): Teller | undefined {
  const kind = channelKinds.find((one) => one.name === name);
  return kind?.callbacks && { name: kind.name, callbacks: kind.callbacks };
}

/** The channels whose providers tell something. */
export const tellers = (): Teller[] => channelKinds.flatMap(({ name }) => tellerOf(name) ?? []);

/** What a request says, once it is the provider's. */
async function hear(visit: Visit, { name, callbacks }: Teller, context: StepContext): Promise<Heard> {
  const { store, clock, connect } = context;
  const { address, secret } = await store.write(async (work) => ({
    address: (await trackingAddress.read(work)) ?? '',
    secret: await trackingSecret(work),
  }));
  if (!callbacks.connection && !isSame(visit.query['key'] ?? '', callbackKey(secret, name)))
    return { refused: 'The key in the address is missing or wrong. Copy the address again from the step.' };
  const url = `${address}?${new URLSearchParams(visit.query).toString()}`;
  return callbacks.hear(visit, { url, now: clock.now(), connect });
}

/** What a test from the editor shows. */
const shown = (taken: readonly Taken[]) =>
  taken.map(({ event, at }) => ({ event: toldEvent(event.name, at, event.data) }));
