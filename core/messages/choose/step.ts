import { addressIn, type ChannelName, type ChannelValues, mediumOf, openChannel } from '../../channels';
import type { Contact } from '../../enrolments';
import { readResponses, usualChannelRule } from '../../scores';
import { askedOf, meet, runAlike, tell } from '../../segments';
import type { JsonObject, Outcome, StepContext, StepItem } from '../../steps/define';
import { consentObjection } from '../policy/consent';
import { bestOf, type Candidate, type LeftOut, reasonFor } from './rank';

export interface ChooseValues {
  channels: ChannelName[];
  by: 'answers' | 'buys';
  /** Messages without any answer after which a channel is rested; 0 for never. */
  restAfter: number;
  /** Whether a channel that was chosen before is chosen again. */
  again: boolean;
  contact: string;
}

/**
 * Choose Channel: sends each person to the channel that they answer to best, and says on the item why. `usual`: what a
 * sending step has where nothing is said, by which channels tell which address they need.
 */
export const chooseChannels = (
  items: readonly StepItem<ChooseValues>[],
  context: StepContext,
  usual: ChannelValues,
): Promise<Outcome[]> =>
  runAlike(items, (values, alike) =>
    context.store.write(async (work) => {
      const { met, failed } = await meet(work, context, alike);
      const { restAfter, channels } = values;
      const rule = { ...usualChannelRule, restAfter: restAfter === 0 ? Infinity : restAfter };
      const responses = await readResponses(work, context.store, askedOf(met), channels, rule);
      const kinds = channels.map((channel) => ({
        channel,
        kind: openChannel(channel, context).addressKind(usual),
      }));
      const chosen = met.map((one): Outcome => {
        const { contact } = one.passage;
        const tried = triedIn(one.json);
        const candidates = kinds.flatMap(({ channel, kind }): Candidate[] => {
          const response = responses.get(contact.id)?.get(channel);
          if (!response) return [];
          const leftOut =
            !values.again && tried.includes(channel)
              ? 'tried'
              : (objectionTo(channel, kind, contact) ?? (response.rested ? 'rested' : undefined));
          return [{ channel, response, ...(leftOut && { leftOut }) }];
        });
        const best = bestOf(candidates, values.by);
        const json = { ...tell(one), channel: told(best, candidates, values, tried) };
        return { item: one.item, output: best?.channel ?? 'none', json };
      });
      return [...failed, ...chosen];
    }),
  );

function objectionTo(
  channel: ChannelName,
  asked: ReturnType<ReturnType<typeof openChannel>['addressKind']>,
  { profile }: Contact,
): LeftOut | undefined {
  const { kind, address } = addressIn(profile, asked);
  if (address === undefined) return 'no_address';
  return consentObjection(profile, mediumOf(channel, kind), { topic: '', consentRule: 'unless_withdrawn' });
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** The channels that were chosen for the item before. */
function triedIn({ channel }: JsonObject): string[] {
  const tried = typeof channel === 'object' && channel !== null && 'tried' in channel ? channel.tried : [];
  return Array.isArray(tried) ? tried.filter(isText) : [];
}

function told(
  best: Candidate | undefined,
  candidates: readonly Candidate[],
  { by }: ChooseValues,
  tried: readonly string[],
): JsonObject {
  return {
    name: best?.channel ?? null,
    chance: best ? rounded(best.response[by]) : null,
    reason: best ? reasonFor(best, by) : 'No channel is left: see why in “considered”.',
    tried: best ? [...new Set([...tried, best.channel])] : [...tried],
    considered: candidates.map(({ channel, response: { sent, answered, bought, ...response }, leftOut }) => ({
      name: channel,
      chance: rounded(response[by]),
      sent,
      answered,
      bought,
      leftOut: leftOut ?? null,
    })),
  };
}

const rounded = (chance: number): number => Number(chance.toFixed(4));
