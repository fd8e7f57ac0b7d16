import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Encodings, Pdu } from 'smpp';
import { StoreError } from '../../errors';
import type { Report } from '../callback';
import type { ListenerContext } from '../listener';
import { incomingIn, replyOf } from './incoming';
import { Parts } from './parts';
import { receiptOf } from './receipt';
import { NOT_NOW, TAKEN } from './session';

/** In `esm_class`, what is handed over: SMPP 3.4, 5.2.12. */
const KIND = 0x3c;
const WORDS = 0x00;
const RECEIPT = 0x04;

/** Reports of one transaction, at most. */
const MOST = 500;

type Answer = (status: number) => void;

interface Told {
  report: Report;
  answers: Answer[];
}

/** What a message centre hands over, taken in together as far as it comes together, and answered once it is. */
export class Inbox {
  /** Rejects with what went wrong beside the store, which is a fault of ours. */
  readonly failed: Promise<never>;
  readonly #context: Pick<ListenerContext, 'clock' | 'take'>;
  readonly #encodings: Encodings;
  readonly #fail: (error: unknown) => void;
  readonly #parts = new Parts<Answer>(({ incoming, answers }) =>
    this.#put({ report: replyOf(incoming, this.#context.clock.now()), answers }),
  );
  #waiting: Told[] = [];
  #taking: Promise<void> | undefined;
  #closed = false;
  /** When the last that was taken in came; wall, ms UTC. */
  #latest = 0;

  constructor(context: Pick<ListenerContext, 'clock' | 'take'>, encodings: Encodings) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    this.#context = context;
    this.#encodings = encodings;
  }

  /** What means nothing to us is answered at once: it would come again and again. */
  deliver(pdu: Pdu, answer: Answer): void {
    if (this.#closed) return answer(NOT_NOW);
    const kind = (pdu.esm_class ?? 0) & KIND;
    if (kind === RECEIPT || pdu.receipted_message_id !== undefined) {
      const report = receiptOf(pdu, this.#encodings);
      return report ? this.#put({ report, answers: [answer] }) : answer(TAKEN);
    }
    const incoming = kind === WORDS ? incomingIn(pdu) : undefined;
    return incoming ? this.#parts.add(incoming, answer) : answer(TAKEN);
  }

  /** Takes nothing more. Resolves once all is answered that came. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const answer of this.#parts.clear()) answer(NOT_NOW);
    await this.#taking;
  }

  #put(told: Told): void {
    this.#waiting.push(told);
    this.#taking ??= this.#takeAll().finally(() => (this.#taking = undefined));
  }

  async #takeAll(): Promise<void> {
    await nextTurn();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST);
      const status = await this.#take(batch.map(({ report }) => report));
      for (const answer of batch.flatMap(({ answers }) => answers)) answer(status);
    }
  }

  async #take(reports: readonly Report[]): Promise<number> {
    try {
      await this.#context.take(this.#inOrder(reports));
      return TAKEN;
    } catch (error) {
      if (!(error instanceof StoreError)) this.#fail(error);
      return NOT_NOW;
    }
  }

  /** With the times at which they came, so that of a STOP and a START in one go the later one counts. */
  #inOrder(reports: readonly Report[]): Report[] {
    const now = this.#context.clock.now();
    return reports.map((report, index) => {
      const came = now - (reports.length - 1 - index);
      this.#latest = Math.min(now, Math.max(came, this.#latest + 1));
      return { ...report, at: this.#latest };
    });
  }
}
