import type { Clock } from '../../clock';
import type { Store, Work } from '../../store';
import { rfmOfBase } from '../base';
import { lastContact } from '../base/ranges';
import { type Facts, saveFacts } from '../facts';
import { buyingOfBase } from './buying';
import { channelFacts } from './channels';
import { currentSegments, learnLikenesses, type Learnt } from './likenesses';
import { orderFacts } from './orders';
import { pagesTo } from './pages';
import { countFavourites } from './popularity';

/** What a run works on, one after the other. */
export type ScoringPart = 'rfm' | 'buying' | 'orders' | 'channels' | 'likeness' | 'favourites';

export interface ScoringOptions {
  /** Segments whose members' likeness is learnt; every current one without it. */
  likeTo?: readonly string[];
  /** Told after each page: contacts, or segments, done of how many. */
  onProgress?: (part: ScoringPart, done: number, of: number) => void;
  /** Breaks the run off between two pages. */
  signal?: AbortSignal;
  /** Goes with the transaction that writes the facts: what follows from them is to be looked at again. */
  whenSaved?: (work: Work) => Promise<void>;
}

export interface ScoringReport extends Learnt {
  /** Wall, ms UTC: the instant that the facts are of. */
  computedAt: number;
  facts: Facts;
}

/**
 * Works out what scores compare people with, from everybody who does not rehearse, beside whoever writes, and writes
 * it as one in place of what the run before found. A run that is broken off changes no fact; it can be run again at
 * any time. Throws `StoreError`, and the reason of `signal`.
 */
export async function runScoring(
  store: Store,
  clock: Clock,
  { likeTo, onProgress = () => undefined, signal, whenSaved }: ScoringOptions = {},
): Promise<ScoringReport> {
  const computedAt = clock.now();
  const last = await lastContact(store);
  const told = (part: ScoringPart, done: number, of: number) => {
    signal?.throwIfAborted();
    onProgress(part, done, of);
  };
  const pages = (part: ScoringPart) => pagesTo(last, (done) => told(part, done, last));
  const { cuts: rfm } = await rfmOfBase(store);
  told('rfm', last, last);
  const { buying, spending } = await buyingOfBase(
    store,
    Object.keys(rfm.monetary),
    pages('buying'),
    computedAt,
  );
  const facts: Facts = {
    rfm,
    ...(buying && { buying }),
    spending,
    ...(await orderFacts(store, pages('orders'))),
    channels: await channelFacts(store, pages('channels'), computedAt),
  };
  const learnt = await learnLikenesses(
    store,
    likeTo ?? (await currentSegments(store)),
    computedAt,
    (done, of) => told('likeness', done, of),
  );
  await countFavourites(store, pages('favourites'));
  await store.write(async (work) => {
    await saveFacts(work, store, facts, learnt.likenesses, computedAt);
    await whenSaved?.(work);
  });
  return { computedAt, facts, ...learnt };
}
