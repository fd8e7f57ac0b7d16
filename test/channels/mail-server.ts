import type { AddressInfo } from 'node:net';
import { type SMTPServerAddress, SMTPServer } from 'smtp-server';
import type { JsonObject } from '../../core/steps/define';

export interface MailServer {
  /** Values of a connection to it. */
  smtp: JsonObject;
  /** Raw messages that were accepted. */
  accepted: string[];
  /** Messages that were received to their end, accepted or not. */
  received(): number;
  connections(): number;
  close(): Promise<void>;
}

const reply = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode });

const userOf = ({ address }: SMTPServerAddress) => address.split('@')[0];

/**
 * A mail server on the loopback that treats mail by the user it is for: `nobody` 550, `moved` 550 5.1.1 and `busy` 451 when named,
 * `spam` 550 and `full` 452 after the message, `drop` loses the line after the message, `cut` when named.
 */
export async function startMailServer(password?: string): Promise<MailServer> {
  const accepted: string[] = [];
  let received = 0;
  let connections = 0;
  const server = new SMTPServer({
    disabledCommands: password === undefined ? ['STARTTLS', 'AUTH'] : ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onConnect: (_, callback) => {
      connections += 1;
      callback();
    },
    onAuth: (auth, _, callback) => {
      if (auth.password === password) callback(null, { user: auth.username });
      else callback(reply(535, 'Wrong password'));
    },
    onRcptTo: (address, session, callback) => {
      const user = userOf(address);
      if (user === 'nobody') callback(reply(550, 'No such user here'));
      else if (user === 'moved') callback(reply(550, '5.1.1 The mailbox does not exist'));
      else if (user === 'busy') callback(reply(451, 'Try again later'));
      else if (user === 'cut') cut(session.id);
      else callback();
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received += 1;
        const [to] = session.envelope.rcptTo;
        const user = to && userOf(to);
        if (user === 'spam') callback(reply(550, 'Looks like spam'));
        else if (user === 'full') callback(reply(452, 'Mailbox full'));
        else if (user === 'drop') cut(session.id);
        else {
          accepted.push(Buffer.concat(chunks).toString());
          callback(null, 'taken');
        }
      });
    },
  });
  server.on('error', () => undefined);
  const cut = (id: string) => {
    for (const connection of server.connections) if (connection.id === id) connection._socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    smtp: {
      host: '127.0.0.1',
      port,
      secure: false,
      ...(password !== undefined && { user: 'shop', password }),
    },
    accepted,
    received: () => received,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
