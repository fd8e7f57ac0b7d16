import type { ChannelResponse } from '../../scores';

/** Why a channel is not for a person now. */
export type LeftOut = 'no_address' | 'no_consent' | 'rested' | 'tried';

/** A channel by which somebody might be written to. */
export interface Candidate {
  channel: string;
  response: ChannelResponse;
  leftOut?: LeftOut;
}

/** The best of the channels that are not left out, by what they are measured by; of equal ones the first. */
export function bestOf(candidates: readonly Candidate[], by: 'answers' | 'buys'): Candidate | undefined {
  return candidates
    .filter(({ leftOut }) => leftOut === undefined)
    .reduce<Candidate | undefined>(
      (best, one) => (best && best.response[by] >= one.response[by] ? best : one),
      undefined,
    );
}

const times = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** What speaks for a channel, in words. */
export function reasonFor({ response }: Candidate, by: 'answers' | 'buys'): string {
  const { sent, answered, bought } = response;
  if (sent === 0) return 'Nothing was sent to the person by it yet: this is how others respond.';
  const came = by === 'answers' ? `${answered} of them answered` : `${bought} of them followed by a purchase`;
  return `${times(sent, 'message')} in the last year, ${came}; weighed with how others respond.`;
}
