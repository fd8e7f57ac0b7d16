import { homedir } from 'node:os';
import { join } from 'node:path';
import { openHttp } from '../../core/http';
import type { Http } from '../../core/ports';
import { type Store, sharedStore } from '../../core/store';

/** Where this instance of n8n keeps its people: `JOURNEYS_STORE`, else a file in n8n's own folder. */
export function storePlace(env: NodeJS.ProcessEnv): string {
  return env['JOURNEYS_STORE'] || join(env['N8N_USER_FOLDER'] || homedir(), '.n8n', 'journeys.sqlite');
}

/** The store of this instance. Throws `StoreError`. */
export function instanceStore(): Promise<Store> {
  return sharedStore(storePlace(process.env));
}

export const instanceHttp: Http = openHttp();
