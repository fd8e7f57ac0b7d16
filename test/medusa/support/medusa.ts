import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  answers,
  freePort,
  type Host,
  HostError,
  startChild,
  startHost,
} from '../../../scripts/hosts/process.ts';
import { compilePlugin } from '../../hosts/support/plugin';
import { root } from '../../hosts/support/stage';
import { postgresPlace } from '../../support/stores';
import { type Goods, recount, stock } from './goods';
import { openStorefront, outfit } from './outfit';
import { MedusaShopper, MedusaStaff } from './people';

const SUBSCRIBER = join(root, 'plugins', 'medusa', 'shop-journeys.ts');

export interface MedusaOptions {
  /** Where the subscriber posts, and what it signs with. */
  address: string;
  secret: string;
}

/** A real Medusa with our subscriber, on a database of its own. */
export interface MedusaShop {
  /** What its administrator enters in a connection. */
  readonly access: { address: string; secretKey: string };
  readonly staff: MedusaStaff;
  readonly goods: Goods;
  /** Counts the pieces of a product anew. */
  recount(title: string, pieces: number): Promise<void>;
  /** Somebody with an account who has signed in. */
  register(firstName: string): Promise<MedusaShopper>;
  close(): Promise<void>;
}

/** A project of Medusa, in a folder and a database that go with it. */
interface Project {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export async function openMedusa(options: MedusaOptions): Promise<MedusaShop> {
  const project = await layOut(options);
  try {
    const [email, password] = ['staff@shop.example', randomBytes(9).toString('base64url')];
    await run(project, ['db:migrate', '--skip-scripts']);
    await run(project, ['user', '--email', email, '--password', password]);
    const host = await start(project);
    const close = async () => {
      await host.stop();
      await project.remove();
    };
    return { ...(await furnish(host.url, email, password)), close };
  } catch (error) {
    await project.remove();
    throw error;
  }
}

async function furnish(url: string, email: string, password: string): Promise<Omit<MedusaShop, 'close'>> {
  const staff = new MedusaStaff(url);
  await staff.login('user/emailpass', email, password);
  const laid = await outfit(staff);
  const front = await openStorefront(staff, laid);
  return {
    access: { address: url, secretKey: await staff.newSecretKey() },
    staff,
    goods: await stock(staff, laid),
    recount: (title, pieces) => recount(staff, laid, title, pieces),
    register: (firstName) => MedusaShopper.register(url, front, firstName),
  };
}

/** The project as its developer has it: Medusa's packages, a configuration and our subscriber. */
async function layOut({ address, secret }: MedusaOptions): Promise<Project> {
  const hostFolder = process.env['JOURNEYS_MEDUSA_HOST'];
  if (!hostFolder) throw new HostError('Medusa is not prepared. Run these tests as: npm run test:medusa');
  const folder = await mkdtemp(join(tmpdir(), 'journeys-medusa-'));
  const subscribers = join(folder, 'src', 'subscribers');
  await mkdir(subscribers, { recursive: true });
  await compilePlugin(SUBSCRIBER, subscribers);
  await copyFile(join(hostFolder, 'package.json'), join(folder, 'package.json'));
  await copyFile(join(__dirname, 'medusa-config.js'), join(folder, 'medusa-config.js'));
  await symlink(join(hostFolder, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const database = await postgresPlace();
  return {
    folder,
    env: {
      DATABASE: database.place,
      SHOP_SECRET: randomBytes(24).toString('base64url'),
      JOURNEYS_ADDRESS: address,
      JOURNEYS_SECRET: secret,
      MEDUSA_DISABLE_TELEMETRY: 'true',
      // Where it keeps what it notes of its user.
      XDG_CONFIG_HOME: folder,
    },
    async remove() {
      await database.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const program = ({ folder }: Project): string => join(folder, 'node_modules', '@medusajs', 'cli', 'cli.js');

async function run(project: Project, args: readonly string[]): Promise<void> {
  const name = `Medusa’s ${args[0]}`;
  const child = startChild({
    name,
    args: [program(project), ...args],
    cwd: project.folder,
    env: project.env,
  });
  const code = await child.exited;
  if (code !== 0) throw new HostError(`${name} failed (exit code ${code}). It printed:\n${child.log()}`);
}

async function start(project: Project): Promise<Host> {
  const port = await freePort();
  return await startHost({
    name: 'Medusa',
    args: [program(project), 'start', '--host', '127.0.0.1', '--port', String(port)],
    cwd: project.folder,
    env: project.env,
    port,
    ready: ({ url }) => answers(`${url}/health`),
  });
}
