import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { JsonObject } from '../../core/steps/define';

const PROGRAM = '/usr/sbin/dovecot';

/** Whether the mail server Dovecot is here, of the series whose settings these are. */
export const hasDovecot = String(spawnSync(PROGRAM, ['--version']).stdout).startsWith('2.3.');

/** A mailbox with a password of its own. */
export interface Maildir {
  /** Values of a connection to it. */
  imap: JsonObject;
  /** Puts a mail into it, as a mail server that has taken it does. `at`: when it came in, ms UTC. */
  deliver(mail: string | Buffer, at?: number): Promise<void>;
  /** Puts a mail into it that the server itself cannot read. */
  deliverSealed(): Promise<void>;
  /** The mails as they lie there; the end of each name is of its flags. */
  files(): Promise<string[]>;
  /** Numbers the mails anew. No line may be open. */
  renumber(): Promise<void>;
}

export interface Dovecot {
  /** The port on which lines are encrypted from their start. */
  securePort: number;
  /** Makes an empty mailbox: a hundred at most. */
  mailbox(): Promise<Maildir>;
  close(): Promise<void>;
}

const PASSWORD = 'pass word';
const MOST_MAILBOXES = 100;

interface DovecotOptions {
  /** What it says it can, in place of all. */
  capability?: string;
}

/** The user whose mails these are: the present one, but for root, which Dovecot keeps away from mails. */
const { uid, gid, username } = userInfo();
const owner = uid === 0 ? { uid: 65_534, gid: 65_534 } : { uid, gid };

const groupName = (): string => String(spawnSync('id', ['-gn']).stdout).trim();

const configuration = (
  folder: string,
  ports: { plain: number; secure: number },
  { capability }: DovecotOptions,
) => `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:${folder}/%u
first_valid_uid = 1
${uid === 0 ? '' : `default_internal_user = ${username}\ndefault_internal_group = ${groupName()}\ndefault_login_user = ${username}`}
${capability === undefined ? '' : `imap_capability = ${capability}`}
passdb {
  driver = passwd-file
  args = scheme=PLAIN ${folder}/passwd
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${folder}/home
}
service anvil {
  chroot =
  # Whoever failed before is not kept waiting.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${ports.plain}
  }
  inet_listener imaps {
    port = ${ports.secure}
    ssl = yes
  }
}
`;

/** A Dovecot of its own, on the loopback, whoever runs the tests. */
export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'journeys-dovecot-'));
  const [plain = 0, secure = 0] = await freePorts(2);
  await chmod(folder, 0o755);
  await ownFolder(join(folder, 'home'));
  certify(folder);
  const config = join(folder, 'dovecot.conf');
  await writeFile(config, configuration(folder, { plain, secure }, options));
  const users = Array.from({ length: MOST_MAILBOXES }, (_, i) => `shop${i + 1}:${PASSWORD}\n`);
  await writeFile(join(folder, 'passwd'), users.join(''), { mode: 0o644 });
  const server = spawn(PROGRAM, ['-F', '-c', config], { stdio: 'ignore' });
  await answering(plain, server, folder);
  let boxes = 0;
  return {
    securePort: secure,
    async mailbox() {
      boxes += 1;
      const user = `shop${boxes}`;
      const imap = { host: '127.0.0.1', port: plain, secure: false, user, password: PASSWORD, ...TRUSTING };
      return { imap, ...(await makeMaildir(join(folder, user))) };
    },
    async close() {
      const gone = once(server, 'exit');
      server.kill();
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ownFolder(path: string): Promise<void> {
  await mkdir(path);
  await chown(path, owner.uid, owner.gid);
}

async function makeMaildir(path: string): Promise<Omit<Maildir, 'imap'>> {
  for (const part of ['', 'new', 'cur', 'tmp']) await ownFolder(join(path, part));
  let mails = 0;
  const put = async (mail: string | Buffer, at: number, mode: number) => {
    mails += 1;
    const name = `${1_700_000_000 + mails}.${mails}.shop`;
    const file = join(path, 'tmp', name);
    await writeFile(file, mail);
    await chown(file, owner.uid, owner.gid);
    await chmod(file, mode);
    await utimes(file, at / 1000, at / 1000);
    await rename(file, join(path, 'new', name));
  };
  return {
    deliver: (mail, at = Date.now()) => put(mail, at, 0o600),
    deliverSealed: () => put('From: ann@example.com', Date.now(), 0),
    async files() {
      const parts = await Promise.all([readdir(join(path, 'new')), readdir(join(path, 'cur'))]);
      return parts.flat().toSorted();
    },
    async renumber() {
      const list = join(path, 'dovecot-uidlist');
      const [, validity = ''] = /^3 V(\d+)/.exec(await readFile(list, 'utf8')) ?? [];
      for (const name of await readdir(path)) if (name.startsWith('dovecot')) await rm(join(path, name));
      await writeFile(list, `3 V${Number(validity) + 1} N1\n`);
      await chown(list, owner.uid, owner.gid);
    },
  };
}

/** Its certificate is one that nobody has signed. */
const TRUSTING = { allowUnauthorizedCerts: true };

function certify(folder: string): void {
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-subj', '/CN=mail.example'];
  const { status, stderr } = spawnSync('openssl', [
    'req',
    '-x509',
    '-nodes',
    '-days',
    '1',
    ...kind,
    ...files,
  ]);
  if (status !== 0) throw new Error(`no certificate: ${String(stderr)}`);
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Resolves once it takes lines. */
async function answering(port: number, server: ChildProcess, folder: string): Promise<void> {
  for (;;) {
    if (server.exitCode !== null)
      throw new Error(`Dovecot does not run: ${await readFile(join(folder, 'log'), 'utf8')}`);
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await pause(20);
    } finally {
      socket.destroy();
    }
  }
}
