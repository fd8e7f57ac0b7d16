import type { ImapFlow, ImapFlowError } from 'imapflow' with { 'resolution-mode': 'import' };
import { messageOf, StepError } from '../../errors';
import type { ImapAccount } from './connection';

/** When a line is looked after; milliseconds. */
export interface Rhythm {
  /** Between two questions what is new, or a new IDLE: servers and routers drop a line on which nothing is said. */
  renewal: number;
  /** Until a line on which nothing is heard is given up. Longer than `renewal`. */
  patience: number;
}

const RHYTHM: Rhythm = { renewal: 60_000, patience: 150_000 };
/** Milliseconds until the server has to have answered a call. */
const CALLED = 15_000;
/** Milliseconds after the last command until the server is asked to tell of new mails by itself. */
const AT_REST = 500;
/** Bytes of one answer: far more than is asked for. */
const LONGEST_ANSWER = 16 * 1024 * 1024;

/**
 * Signs in to a mail server. Nothing is logged: neither mails nor passwords. Throws `StepError` with what is wrong.
 * Sources: RFC 9051, and RFC 2177 of IDLE.
 */
export async function signIn(account: ImapAccount, rhythm = RHYTHM): Promise<ImapFlow> {
  const { ImapFlow } = await import('imapflow');
  const { user, password, port, secure, allowUnauthorizedCerts } = account;
  const client = new ImapFlow({
    host: account.host.trim(),
    port,
    secure,
    auth: { user, pass: password },
    tls: { rejectUnauthorized: !allowUnauthorizedCerts },
    clientInfo: { name: 'shop-journeys', version: false, vendor: false, 'support-url': false },
    logger: false,
    connectionTimeout: CALLED,
    greetingTimeout: CALLED,
    socketTimeout: rhythm.patience,
    maxIdleTime: rhythm.renewal,
    autoIdleDelay: AT_REST,
    maxLiteralSize: LONGEST_ANSWER,
    maxResponseSize: 2 * LONGEST_ANSWER,
  });
  // What goes wrong meanwhile rejects the call, too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw notSignedIn(error, account);
  }
}

const isCoded = (error: unknown): error is ImapFlowError =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';

/** What the server said, else what happened to the line. */
const wordsOf = (error: ImapFlowError): string =>
  error.responseText ?? (typeof error.response === 'string' ? error.response : error.message);

/** What hinders, in words for whoever filled in the account. */
function notSignedIn(error: unknown, { host, port }: ImapAccount): StepError {
  const { code = '', authenticationFailed = false } = isCoded(error) ? error : {};
  const words = isCoded(error) ? wordsOf(error) : messageOf(error);
  if (authenticationFailed)
    return new StepError(`The mail server refused user or password: ${words}`, {
      parameter: 'password',
      advice:
        'Check both. Some providers take an app password or an authorization code alone, and only once IMAP is switched on in the mailbox’s settings.',
    });
  if (code === 'ENOTFOUND')
    return new StepError(`There is no host “${host}”.`, { parameter: 'host', advice: 'Check its name.' });
  if (/^E(PROTO|RR_SSL_)/.test(code))
    return new StepError(`${host}:${port} does not begin with encryption: ${words}`, {
      parameter: 'secure',
      advice: 'Switch SSL/TLS off, or take the port that is encrypted from its start, usually 993.',
    });
  if (/CERT|SIGNATURE|ISSUER/.test(code))
    return new StepError(`The certificate of ${host} proves nothing: ${words}`, {
      parameter: 'allowUnauthorizedCerts',
      advice: 'Check the host’s name. Where the server is yours, allow self-signed certificates.',
    });
  return new StepError(`No mail server could be spoken to at ${host}:${port}: ${words}`, {
    parameter: 'host',
    advice: 'Check host, port and SSL/TLS: usually port 993 with it, 143 without.',
  });
}

/** What the server answered to a folder that it does not open. */
export const notOpened = (error: unknown, folder: string): StepError =>
  new StepError(
    `The folder “${folder}” could not be opened: ${isCoded(error) ? wordsOf(error) : messageOf(error)}`,
    {
      parameter: 'folder',
      advice: 'Check its name; where folders lie in others, it holds all of theirs, like INBOX/Bounces.',
    },
  );
