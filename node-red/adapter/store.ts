import { join } from 'node:path';
import type { NodeAPI } from '@node-red/registry';
import { type Store, sharedStore } from '../../core/store';

/** The store of this Node-RED: `JOURNEYS_STORE`, else a file in its user folder. Throws `StoreError`. */
export function openedStore(RED: Pick<NodeAPI, 'settings'>): Promise<Store> {
  return sharedStore(process.env['JOURNEYS_STORE'] || join(RED.settings.userDir ?? '.', 'journeys.sqlite'));
}
