import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../../core/store';
import { packPackage } from '../../../scripts/hosts/pack.ts';
import type { Host } from '../../../scripts/hosts/process.ts';

/** The checkout; `npm run test:hosts` has built it. */
export const root = join(__dirname, '..', '..', '..');
export const JOURNEY = 'first-order';

/** A folder of a test's own with the packed package, and the place of the store that host and test share. */
export interface Scene {
  readonly folder: string;
  readonly tgz: string;
  readonly storePlace: string;
}

/** A real host that runs in a scene. */
export interface Ground {
  readonly folder: string;
  readonly url: string;
  /** The host's own store, opened by this process too. */
  readonly store: Store;
  /** What the host has printed in all its lives. */
  log(): string;
  /** Ends the host as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again in its place. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A real host on which the first-order journey runs. */
export interface Stage extends Ground {
  /** The signing secret. */
  readonly secret: string;
  /** Where the shop's webhooks go. */
  readonly address: string;
  /** Renames a wait that holds people, puts another node in, gives the last message this subject, and makes it live. */
  edit(subject: string): Promise<void>;
  /** Takes the journey away and imports a copy: the same step keys, everything else is new. */
  reimport(): Promise<void>;
}

export interface Setting<T> {
  /** Installs the host, and tells how it is started, now and after a crash. */
  install(scene: Scene): Promise<() => Promise<Host>>;
  /** Brings the journey onto the running host. */
  furnish(url: string, scene: Scene): Promise<T>;
}

/** Starts a host in a folder of its own; what cannot be opened leaves nothing behind. */
export async function openGround<T extends object>({ install, furnish }: Setting<T>): Promise<T & Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'journeys-hosts-'));
  const ends = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
  const close = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    const scene = {
      folder,
      storePlace: join(folder, 'journeys.sqlite'),
      tgz: await packPackage(root, folder),
    };
    const start = await install(scene);
    const lives = [await start()];
    const host = () => lives[lives.length - 1];
    ends.push(async () => host()?.stop());
    const url = host()?.url ?? '';
    const furniture = await furnish(url, scene);
    const store = await openStore(scene.storePlace);
    ends.push(() => store.close());
    return {
      ...furniture,
      folder,
      url,
      store,
      close,
      log: () => lives.map(({ log }) => log()).join('\n'),
      kill: async () => host()?.kill(),
      async restart() {
        lives.push(await start());
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
