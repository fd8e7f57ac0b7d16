import type { Kysely } from 'kysely';
import type { Store, Tables } from '../../store';
import { loadFacts } from '../facts';
import { own } from '../own';
import { type ChannelResponse, channelResponse, type ChannelRule } from '../preferences/channels';
import type { Asked } from './history';
import { readScores } from './read';

const NOTHING = { sent: 0, answered: 0, bought: 0 };

/** How each of these people responds on each of these channels, on those too by which they have got nothing yet. */
export async function readResponses(
  db: Kysely<Tables>,
  store: Store,
  people: readonly Asked[],
  channels: readonly string[],
  rule: ChannelRule,
): Promise<Map<number, ReadonlyMap<string, ChannelResponse>>> {
  const scores = await readScores(db, store, people, { scores: ['channels'], rules: { channels: rule } });
  const { channels: everybody = {} } = await loadFacts(db);
  return new Map(
    people.map(({ id }) => {
      const known = scores.get(id)?.channels ?? {};
      const responses = channels.map((channel): [string, ChannelResponse] => [
        channel,
        own(known, channel) ?? channelResponse(NOTHING, own(everybody, channel) ?? NOTHING, rule),
      ]);
      return [id, new Map(responses)];
    }),
  );
}
