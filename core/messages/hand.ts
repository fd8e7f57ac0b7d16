import type { Channel, ChannelValues, Result } from '../channels';
import { messageOf } from '../errors';
import type { Going } from './decide';
import { MOST_FAILURES } from './delivery';
import { isRefused, type Plan } from './plan';

/** What became of a message at its provider. */
export interface Gone extends Going {
  result: Result;
  /** False where its provider was in such trouble that it was not even asked. */
  asked: boolean;
}

/** Hands the messages of a batch to their providers, each channel with as many under way at once as it takes. */
export class Carrier {
  readonly #lanes = new Map<Channel<ChannelValues>, Lanes>();
  readonly #failedInRow = new Map<string, number>();

  /** Hands over some messages, beside those that are still under way. */
  hand(going: readonly Going[]): Promise<Gone[]> {
    return Promise.all(going.map((one) => this.#lanesOf(one.plan.channel).run(() => this.#carry(one))));
  }

  #lanesOf(channel: Channel<ChannelValues>): Lanes {
    const lanes = this.#lanes.get(channel) ?? new Lanes(channel.concurrency);
    this.#lanes.set(channel, lanes);
    return lanes;
  }

  async #carry(one: Going): Promise<Gone> {
    const account = accountNameOf(one);
    if (this.#failed(account) >= MOST_FAILURES) return { ...one, result: NOT_ASKED, asked: false };
    const result = await send(one.plan);
    this.#failedInRow.set(account, isAnswer(result) ? 0 : this.#failed(account) + 1);
    return { ...one, result, asked: true };
  }

  #failed(account: string): number {
    return this.#failedInRow.get(account) ?? 0;
  }
}

/** So many ways at once for work that waits its turn. */
class Lanes {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(lanes: number) {
    this.#free = lanes;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

export const accountNameOf = ({ plan: { account, channel } }: Going): string => account?.name ?? channel.name;

const NOT_ASKED: Result = {
  state: 'failed',
  reason: 'temporary',
  detail: 'It did not take the last ones, and was not asked.',
};

/** Whether a provider is there: it took the message, or refused it. */
export const isAnswer = (result: Result) =>
  result.state === 'sent' || (result.state === 'failed' && result.reason === 'refused');

async function send({ message }: Plan): Promise<Result> {
  if (isRefused(message) || !message.send) throw new Error('a message that is not for a provider was sent');
  try {
    return await message.send();
  } catch (error) {
    return { state: 'unknown', detail: messageOf(error) };
  }
}
