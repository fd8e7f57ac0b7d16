import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Host, HostError, startHost } from '../../../scripts/hosts/process.ts';
import { compilePlugin } from './plugin';
import { root } from './stage';
import { VendureAdminDesk, VendureShopper } from './vendure/people';

const PLUGIN = join(root, 'plugins', 'vendure', 'shop-journeys.plugin.ts');

export interface VendureOptions {
  /** Where the plugin posts, and what it signs with. */
  address: string;
  secret: string;
}

/** A real Vendure with our plugin, in memory: a teapot, a mug, an atlas and a spade at 48, 12, 60 and 24 dollars, parcels at 5. */
export interface VendureShop {
  /** What its administrator enters in a connection. */
  readonly access: {
    address: string;
    apiKey: string;
    username: string;
    password: string;
    channelToken: string;
  };
  readonly admin: VendureAdminDesk;
  /** Somebody with an account who has signed in. */
  register(firstName: string): Promise<VendureShopper>;
  log(): string;
  close(): Promise<void>;
}

export async function openVendure({ address, secret }: VendureOptions): Promise<VendureShop> {
  const folder = await mkdtemp(join(tmpdir(), 'journeys-vendure-'));
  try {
    const password = randomBytes(9).toString('base64url');
    const host = await start(folder, {
      ADMIN_PASSWORD: password,
      JOURNEYS_ADDRESS: address,
      JOURNEYS_SECRET: secret,
    });
    const admin = new VendureAdminDesk(`${host.url}/admin-api`);
    await admin.login('superadmin', password);
    return {
      access: {
        address: `${host.url}/admin-api`,
        apiKey: '',
        username: 'superadmin',
        password,
        channelToken: '',
      },
      admin,
      register: (firstName) => VendureShopper.register(`${host.url}/shop-api`, firstName),
      log: () => host.log(),
      async close() {
        await host.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function start(folder: string, env: Record<string, string>): Promise<Host> {
  const hostFolder = process.env['JOURNEYS_VENDURE_HOST'];
  if (!hostFolder) throw new HostError('Vendure is not prepared. Run these tests as: npm run test:hosts');
  const port = await freePort();
  return await startHost({
    name: 'Vendure',
    args: [join(__dirname, 'vendure', 'server.js')],
    cwd: folder,
    env: {
      ...env,
      PORT: String(port),
      PLUGIN: await compilePlugin(PLUGIN, folder),
      NODE_PATH: join(hostFolder, 'node_modules'),
      VENDURE_DISABLE_TELEMETRY: 'true',
    },
    port,
    ready: async ({ log }) => log().includes('Vendure is ready'),
  });
}
