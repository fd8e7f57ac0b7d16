import type { Incoming } from './incoming';

/** How long the other parts of a text are waited for, in ms. */
const PATIENCE = 5_000;

/** A text, or what has come of it, and what is to be answered once it is taken in. */
export interface Gathered<A> {
  incoming: Incoming;
  answers: A[];
}

interface Pile<A> extends Gathered<A> {
  of: number;
  texts: Map<number, string>;
  impatience: NodeJS.Timeout;
}

/**
 * Puts texts together that come in several parts. What lacks parts after some seconds goes on as what it is: a message centre
 * that hands over one thing at a time waits for its answer with the others.
 */
export class Parts<A> {
  readonly #piles = new Map<string, Pile<A>>();
  readonly #pass: (gathered: Gathered<A>) => void;

  constructor(pass: (gathered: Gathered<A>) => void) {
    this.#pass = pass;
  }

  add(incoming: Incoming, answer: A): void {
    const { from, to, text, part } = incoming;
    if (!part) return this.#pass({ incoming, answers: [answer] });
    const key = JSON.stringify([from.value, to, part.reference, part.of]);
    const pile = this.#piles.get(key) ?? this.#begun(key, incoming, part.of);
    pile.texts.set(part.at, text);
    pile.answers.push(answer);
    if (pile.texts.size === part.of) this.#end(key, pile);
  }

  /** Lets go of what is not complete. Returns what is to be answered. */
  clear(): A[] {
    const piles = [...this.#piles.values()];
    for (const { impatience } of piles) clearTimeout(impatience);
    this.#piles.clear();
    return piles.flatMap(({ answers }) => answers);
  }

  #begun(key: string, incoming: Incoming, of: number): Pile<A> {
    const impatience = setTimeout(() => this.#end(key, pile), PATIENCE);
    const pile: Pile<A> = { incoming, of, texts: new Map(), answers: [], impatience };
    this.#piles.set(key, pile);
    return pile;
  }

  #end(key: string, { incoming, of, texts, answers, impatience }: Pile<A>): void {
    clearTimeout(impatience);
    this.#piles.delete(key);
    const inOrder = [...texts].sort(([one], [other]) => one - other);
    const text = inOrder.map(([, words]) => words).join('');
    // A part alone says which it is: one that ends a long text with “stop” is no STOP.
    const which = texts.size === of ? '' : `(${inOrder.map(([at]) => at).join(', ')}/${of}) `;
    this.#pass({ incoming: { ...incoming, text: which + text }, answers });
  }
}
