import { readFile } from 'node:fs/promises';
import { wallClock } from '../core/clock';
import {
  type IgnoredTopic,
  listIgnored,
  listRejections,
  readRejection,
  type Rejection,
  replayRejections,
} from '../core/shops';
import { openStore, type Store } from '../core/store';

export interface RejectionsCommand {
  name: 'rejections';
  /** Of the store. */
  place: string;
  replay: boolean;
  /** A file that holds the mapping to understand by. */
  mapping: string | undefined;
  /** The rejection whose body is asked for. */
  id: number | undefined;
}

const PAGE = 100;
const MOST_TOPICS = 20;

const told = ({ id, shop, source, topic, receivedAt, reason }: Rejection): string =>
  `${id}  ${new Date(receivedAt).toISOString()}  ${shop} “${source}”, ${topic}: ${reason}`;

const counted = ({ shop, source, topic, times, lastAt }: IgnoredTopic): string =>
  `   ${times} times  ${shop} “${source}”, ${topic || 'without a topic'}, last ${new Date(lastAt).toISOString()}`;

/** Lists what shops sent and was not understood, shows the body of one, or receives all of it once more. */
export async function showRejections({ place, replay, mapping, id }: RejectionsCommand): Promise<void> {
  const store = await openStore(place);
  try {
    if (id !== undefined) await printBody(store, id);
    else if (replay) await printReplayed(store, mapping);
    else await printAll(store);
  } finally {
    await store.close();
  }
}

async function printBody(store: Store, id: number): Promise<void> {
  console.log((await readRejection(store, id)) ?? `There is no rejection ${id}.`);
}

async function printReplayed(store: Store, file: string | undefined): Promise<void> {
  const mapping = file === undefined ? undefined : await readFile(file, 'utf8');
  const { understood, rejected } = await replayRejections(store, wallClock, { mapping });
  console.log(`${understood} understood and taken in, ${rejected} rejected again.`);
}

async function printAll(store: Store): Promise<void> {
  let after = 0;
  for (;;) {
    const page = await listRejections(store, { after, limit: PAGE });
    const last = page.at(-1);
    if (!last) break;
    console.log(page.map(told).join('\n'));
    after = last.id;
  }
  if (after === 0) console.log('Nothing is rejected.');
  const ignored = await listIgnored(store, { limit: MOST_TOPICS });
  if (ignored.length > 0)
    console.log(`\nIgnored, for they tell nothing of anybody:\n${ignored.map(counted).join('\n')}`);
}
