import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../core/steps/define';

/** Where the mail server Exim is; undefined where it is not installed. */
export const exim = ['/usr/sbin/exim4', '/usr/sbin/exim'].find((path) => existsSync(path));

export interface Exim {
  /** Values of a connection to it. */
  smtp: JsonObject;
  /** The mails that it has taken over, as they lie in its queue: header and text. */
  taken(): Promise<string[]>;
  close(): Promise<void>;
}

/** Refuses `nobody`, puts `busy` off, and refuses what calls itself spam; what it takes stays in its queue. */
const configuration = (folder: string) => `
primary_hostname = mail.example
spool_directory = ${folder}/spool
log_file_path = ${folder}/%slog
keep_environment =
tls_advertise_hosts =
queue_only = true
smtp_enforce_sync = false
acl_smtp_rcpt = recipient
acl_smtp_data = message
begin acl
recipient:
  deny local_parts = nobody
       message = 5.1.1 No such user here
  defer local_parts = busy
        message = 4.2.1 Try again later
  accept
message:
  deny condition = \${if match{$h_subject:}{spam}}
       message = 5.7.1 Looks like spam
  accept
begin routers
begin transports
`;

/** An Exim of its own, on the loopback, whoever runs the tests: each connection is one that it is handed, as by inetd. */
export async function startExim(program: string): Promise<Exim> {
  const folder = await mkdtemp(join(tmpdir(), 'journeys-exim-'));
  const spool = join(folder, 'spool');
  await mkdir(spool);
  // Exim gives up root's rights for those of a user of its own.
  await Promise.all([chmod(folder, 0o777), chmod(spool, 0o777)]);
  const config = join(folder, 'exim.conf');
  await writeFile(config, configuration(folder), { mode: 0o644 });
  const children = new Set<ChildProcess>();
  const server = createServer((socket) => {
    const from = `${socket.remoteAddress}.${socket.remotePort}`;
    const child = spawn(program, ['-C', config, '-bs', '-oMa', from], { stdio: ['pipe', 'pipe', 'ignore'] });
    children.add(child);
    socket.on('error', () => child.kill());
    child.stdin.on('error', () => socket.destroy());
    socket.pipe(child.stdin);
    child.stdout.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const queue = join(spool, 'input');
  return {
    smtp: { host: '127.0.0.1', port, secure: false, disableStartTls: true },
    async taken() {
      const files = existsSync(queue) ? await readdir(queue) : [];
      const headers = files.filter((name) => name.endsWith('-H')).toSorted();
      return Promise.all(
        headers.map(async (name) => {
          const parts = [name, name.replace(/-H$/, '-D')].map((part) => readFile(join(queue, part), 'utf8'));
          return (await Promise.all(parts)).join('\n');
        }),
      );
    },
    async close() {
      for (const child of children) child.kill();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
