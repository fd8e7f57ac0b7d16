import { once } from 'node:events';
import type { Bind, Pdu, Session } from 'smpp';
import { messageOf } from '../../errors';
import type { SmppAccount } from './connection';

/** Milliseconds until an answer is given up. */
const PATIENCE = 30_000;
/** Milliseconds between questions whether the other side is still there. */
const HEARTBEAT = 20_000;
/** Milliseconds until whoever does not hang up is left behind. */
const FAREWELL = 5_000;
/** What is handed over is taken. */
export const TAKEN = 0;
/** ESME_RX_T_APPN: keep it, and try again. */
export const NOT_NOW = 0x64;

/** No answer came, or none that lets messages be sent. `sent`: the message may have arrived. */
export class SmppError extends Error {
  readonly sent: boolean;
  /** The status of a bind that was refused. */
  readonly status: number | undefined;

  constructor(message: string, sent: boolean, status?: number) {
    super(message);
    this.name = 'SmppError';
    this.sent = sent;
    this.status = status;
  }
}

/** What the message centre answered to a message. */
export interface SubmitAnswer {
  status: number;
  id: string | null;
}

/** A bind to a message centre, by which several messages may be under way at once. */
export interface SmppSession {
  isOpen(): boolean;
  /** Hands over a `submit_sm`. Throws `SmppError`. */
  submit(fields: object): Promise<SubmitAnswer>;
  close(): void;
}

/** A bind by which a message centre hands over what it has. */
export interface SmppReceiver {
  /** Why the line ended; resolves once it did, whoever ended it. */
  ended: Promise<string>;
  close(): void;
}

/** Takes a `deliver_sm` and answers it with a status, at once or later. */
export type Deliver = (pdu: Pdu, answer: (status: number) => void) => void;

interface LineOptions {
  as: 'transceiver' | 'receiver';
  deliver: Deliver;
  patience: number;
  signal?: AbortSignal;
}

/**
 * Binds as transceiver. Throws `SmppError`. `patience`: milliseconds until an answer is given up.
 * Source: SMPP 3.4, https://smpp.org/SMPP_v3_4_Issue1_2.pdf
 */
export async function openSession(account: SmppAccount, patience = PATIENCE): Promise<SmppSession> {
  // Receipts and what people write are for whoever is bound as receiver: here they would be lost.
  return openLine(account, { as: 'transceiver', deliver: (_, answer) => answer(NOT_NOW), patience });
}

/**
 * Binds as receiver, and asks from time to time whether the message centre is still there. Throws `SmppError`, also when
 * the signal aborts meanwhile. `heartbeat`: milliseconds between the questions.
 */
export async function openReceiver(
  account: SmppAccount,
  deliver: Deliver,
  signal: AbortSignal,
  { patience = PATIENCE, heartbeat = HEARTBEAT } = {},
): Promise<SmppReceiver> {
  const line = await openLine(account, { as: 'receiver', deliver, patience, signal });
  line.watch(heartbeat);
  return line;
}

async function openLine(account: SmppAccount, options: LineOptions): Promise<Line> {
  const { default: smpp } = await import('smpp');
  const { host, port, secure, systemId, password, systemType } = account;
  const { as, signal } = options;
  const session = smpp.connect({
    host: host.trim(),
    port,
    tls: secure,
    rejectUnauthorized: true,
    // A receiver has nothing else to find out by that its line is dead, and looks at the answers itself.
    auto_enquire_link_period: as === 'receiver' ? 0 : HEARTBEAT,
  });
  const line = new Line(session, options);
  const hangUp = () => session.destroy();
  signal?.addEventListener('abort', hangUp, { once: true });
  try {
    await connected(session, secure, options);
    const status = await line.bind(as, { system_id: systemId, password, system_type: systemType });
    if (status === 0) return line;
    line.close();
    throw new SmppError('the bind was refused', false, status);
  } finally {
    signal?.removeEventListener('abort', hangUp);
  }
}

async function connected(
  session: Session,
  secure: boolean,
  { patience, signal }: LineOptions,
): Promise<void> {
  const impatience = AbortSignal.timeout(patience);
  try {
    await once(session, secure ? 'secureConnect' : 'connect', {
      signal: signal ? AbortSignal.any([impatience, signal]) : impatience,
    });
  } catch (error) {
    session.destroy();
    throw new SmppError(messageOf(error), false);
  }
}

/** What was asked for and not answered yet goes down with the line. */
class Line implements SmppSession, SmppReceiver {
  readonly ended: Promise<string>;
  readonly #session: Session;
  readonly #patience: number;
  readonly #waiting = new Set<(error: SmppError) => void>();
  readonly #end: (why: string) => void;
  #heartbeat: NodeJS.Timeout | undefined;
  #open = true;

  constructor(session: Session, { deliver, patience }: LineOptions) {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.#end = resolve;
    this.#session = session;
    this.#patience = patience;
    session.on('error', (error: Error) => this.#lose(error.message));
    session.on('close', () => this.#lose('the line broke'));
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()));
    session.on('deliver_sm', (pdu: Pdu) =>
      deliver(pdu, (status) => session.send(pdu.response({ command_status: status }))),
    );
    session.on('unbind', (pdu: Pdu) => {
      this.#open = false;
      session.send(pdu.response());
      this.#hangUp();
    });
  }

  isOpen(): boolean {
    return this.#open;
  }

  /** The status that was answered. */
  async bind(as: LineOptions['as'], fields: Bind): Promise<number> {
    try {
      const answer = await this.#ask((answered) => this.#session[`bind_${as}`](fields, answered));
      return answer.command_status;
    } catch (error) {
      this.close();
      throw new SmppError(messageOf(error), false);
    }
  }

  async submit(fields: object): Promise<SubmitAnswer> {
    const { command_status: status, message_id: id } = await this.#ask((answered) =>
      this.#session.submit_sm(fields, answered),
    );
    return { status, id: id || null };
  }

  /** Asks from time to time whether the other side is still there; a line that gives no answer is dead. */
  watch(heartbeat: number): void {
    this.#heartbeat = setInterval(() => {
      this.#ask((answered) => this.#session.enquire_link(answered)).catch((error: unknown) =>
        this.#lose(messageOf(error)),
      );
    }, heartbeat);
  }

  async #ask(question: (answered: (pdu: Pdu) => void) => boolean): Promise<Pdu> {
    if (!this.#open) throw new SmppError('the line is closed', false);
    const { promise, resolve, reject } = Promise.withResolvers<Pdu>();
    this.#waiting.add(reject);
    const impatience = setTimeout(
      () => reject(new SmppError('no answer came in time', true)),
      this.#patience,
    );
    if (!question(resolve)) reject(new SmppError('the line is closed', false));
    try {
      return await promise;
    } finally {
      clearTimeout(impatience);
      this.#waiting.delete(reject);
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#session.unbind();
    this.#hangUp();
  }

  #hangUp(): void {
    clearInterval(this.#heartbeat);
    this.#session.close();
    const impatience = setTimeout(() => this.#session.destroy(), FAREWELL);
    this.#session.once('close', () => clearTimeout(impatience));
  }

  #lose(why: string): void {
    this.#open = false;
    clearInterval(this.#heartbeat);
    this.#end(why);
    for (const reject of this.#waiting) reject(new SmppError(why, true));
    this.#session.destroy();
  }
}
