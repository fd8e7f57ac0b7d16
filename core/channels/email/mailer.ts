import type { Readable } from 'node:stream';
import type { Values } from '../../steps/define';
import type { smtp } from './connection';

export const MAIL_CONNECTIONS = 5;

export interface Mail {
  from: string;
  to: string;
  subject: string;
  text?: string;
  html?: string;
  /** With its angle brackets. */
  messageId: string;
}

/** Why a mail was not accepted. `begun`: the server had begun to receive the message itself. */
export class MailError extends Error {
  /** The server's reply code. */
  readonly code: number | undefined;
  readonly begun: boolean;

  constructor(message: string, code: number | undefined, begun: boolean) {
    super(message);
    this.name = 'MailError';
    this.code = code;
    this.begun = begun;
  }
}

export interface Mailer {
  /** Sends a mail; the id under which the server took it. Throws `MailError`. */
  send(mail: Mail): Promise<string>;
  /** Logs in and out again. Throws what the server said. */
  verify(): Promise<void>;
  close(): void;
}

const replyCode = (error: unknown): number | undefined =>
  error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number'
    ? error.responseCode
    : undefined;

/** Opens a pool of connections to a mail server; none is made before the first mail. */
export async function openMailer(values: Values<typeof smtp.fields>): Promise<Mailer> {
  const { createTransport } = await import('nodemailer');
  const { host, port, secure, disableStartTls, user, password, hostName } = values;
  const transport = createTransport({
    pool: true,
    maxConnections: MAIL_CONNECTIONS,
    host,
    port,
    secure,
    ignoreTLS: disableStartTls,
    ...(user !== '' && { auth: { user, pass: password } }),
    ...(hostName !== '' && { name: hostName }),
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    // Text from templates can name neither files nor addresses to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Only whether the message itself was read tells a refusal from an unknown outcome when a line breaks.
  const outputs = new Map<string, Readable>();
  transport.use('stream', ({ message, data }, done) => {
    message.processFunc((output) => {
      outputs.set(String(data.messageId), output);
      return output;
    });
    done();
  });
  return {
    async send(mail) {
      try {
        const { messageId } = await transport.sendMail(mail);
        return messageId;
      } catch (error) {
        const begun = outputs.get(mail.messageId)?.readableDidRead === true;
        throw new MailError(error instanceof Error ? error.message : String(error), replyCode(error), begun);
      } finally {
        outputs.delete(mail.messageId);
      }
    },
    async verify() {
      await transport.verify();
    },
    close: () => transport.close(),
  };
}
