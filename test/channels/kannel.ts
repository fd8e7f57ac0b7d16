import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, freePort, startChild, waitUntil } from '../../scripts/hosts/process.ts';

const [BEARERBOX, SMSBOX] = ['/usr/sbin/bearerbox', '/usr/sbin/smsbox'] as const;

/** Whether the gateway Kannel is here. */
export const hasKannel = existsSync(BEARERBOX) && existsSync(SMSBOX);

export const KANNEL = { username: 'shop', password: 'p@ss & word' };

export interface Kannel {
  /** Where it takes messages, without what stands behind it. */
  url: string;
  close(): Promise<void>;
}

interface Surroundings {
  /** Port of the message centre. */
  centre: number;
  /** Where people’s texts are brought to, with Kannel’s placeholders. */
  getUrl: string;
}

/** A Kannel of its own on the loopback, bound to a message centre there. */
export async function startKannel({ centre, getUrl }: Surroundings): Promise<Kannel> {
  const [admin, boxes, sendsms] = [await freePort(), await freePort(), await freePort()];
  const folder = await mkdtemp(join(tmpdir(), 'journeys-kannel-'));
  const config = join(folder, 'kannel.conf');
  await writeFile(config, configuration({ centre, getUrl, admin, boxes, sendsms }));
  const started: Child[] = [];
  const start = async (command: string, port: number) => {
    const child = startChild({ name: command, command, args: ['-v', '1', config], cwd: folder });
    started.unshift(child);
    await waitUntil(child, () => listens(port));
  };
  const close = async () => {
    for (const child of started) await child.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await start(BEARERBOX, boxes);
    await start(SMSBOX, sendsms);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${sendsms}/cgi-bin/sendsms`,
    close,
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const configuration = ({
  centre,
  getUrl,
  admin,
  boxes,
  sendsms,
}: Surroundings & Record<'admin' | 'boxes' | 'sendsms', number>) => `
group = core
admin-port = ${admin}
admin-interface = 127.0.0.1
admin-password = admin
smsbox-port = ${boxes}
smsbox-interface = 127.0.0.1
dlr-storage = internal
sms-outgoing-queue-limit = 1

group = smsc
smsc = smpp
smsc-id = centre
host = 127.0.0.1
port = ${centre}
transceiver-mode = true
smsc-username = kannel
smsc-password = secret
system-type = ""
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${sendsms}
sendsms-interface = 127.0.0.1
global-sender = 12345

group = sendsms-user
username = ${KANNEL.username}
password = "${KANNEL.password}"
max-messages = 4
concatenation = true

group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "${getUrl}"
`;
