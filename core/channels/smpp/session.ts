import { once } from 'node:events';
import type { Pdu, Session } from 'smpp';
import { messageOf } from '../../errors';
import type { SmppAccount } from './connection';

/** Milliseconds until an answer is given up. */
const PATIENCE = 30_000;
/** Milliseconds between questions whether the other side is still there. */
const HEARTBEAT = 20_000;
/** ESME_RX_T_APPN: keep it, and try again. */
const NOT_NOW = 0x64;

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

/**
 * Binds as transceiver. Throws `SmppError`. `patience`: milliseconds until an answer is given up.
 * Source: SMPP 3.4, https://smpp.org/SMPP_v3_4_Issue1_2.pdf
 */
export async function openSession(account: SmppAccount, patience = PATIENCE): Promise<SmppSession> {
  const { default: smpp } = await import('smpp');
  const { host, port, secure, systemId, password, systemType } = account;
  const session = smpp.connect({
    host: host.trim(),
    port,
    tls: secure,
    rejectUnauthorized: true,
    auto_enquire_link_period: HEARTBEAT,
  });
  const line = new Line(session, patience);
  await connected(session, secure, patience);
  const status = await line.bind({ system_id: systemId, password, system_type: systemType });
  if (status === 0) return line;
  line.close();
  throw new SmppError('the bind was refused', false, status);
}

async function connected(session: Session, secure: boolean, patience: number): Promise<void> {
  try {
    await once(session, secure ? 'secureConnect' : 'connect', { signal: AbortSignal.timeout(patience) });
  } catch (error) {
    session.destroy();
    throw new SmppError(messageOf(error), false);
  }
}

/** What was asked for and not answered yet goes down with the line. */
class Line implements SmppSession {
  readonly #session: Session;
  readonly #patience: number;
  readonly #waiting = new Set<(error: SmppError) => void>();
  #open = true;

  constructor(session: Session, patience: number) {
    this.#session = session;
    this.#patience = patience;
    session.on('error', (error: Error) => this.#lose(error.message));
    session.on('close', () => this.#lose('the line broke'));
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()));
    // Receipts and what people write are for others who are bound: here they would be lost.
    session.on('deliver_sm', (pdu: Pdu) => session.send(pdu.response({ command_status: NOT_NOW })));
    session.on('unbind', (pdu: Pdu) => {
      this.#open = false;
      session.send(pdu.response());
      session.close();
    });
  }

  isOpen(): boolean {
    return this.#open;
  }

  /** The status that was answered. */
  async bind(fields: Parameters<Session['bind_transceiver']>[0]): Promise<number> {
    try {
      return (await this.#ask((answered) => this.#session.bind_transceiver(fields, answered))).command_status;
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
    this.#session.close();
    // Whoever does not hang up is left behind.
    const impatience = setTimeout(() => this.#session.destroy(), this.#patience);
    this.#session.once('close', () => clearTimeout(impatience));
  }

  #lose(why: string): void {
    this.#open = false;
    for (const reject of this.#waiting) reject(new SmppError(why, true));
    this.#session.destroy();
  }
}
