import type { NodeAPI } from '@node-red/registry';
import { type JsonObject, type Registration, type Step, type StepContext } from '../../core/steps';
import type { ReadValues } from './values';

/** What telling others of a node's address needs. */
export interface Registering {
  RED: Pick<NodeAPI, 'settings'>;
  step: Step;
  /** Below Node-RED's root for flows. */
  path: string;
  read: ReadValues;
  context(): Promise<StepContext>;
}

/** Where a node is reached from outside. `publicAddress`: of this Node-RED; '' where none is given. */
export function addressOf(settings: NodeAPI['settings'], publicAddress: string, path: string): string {
  const root = (settings.httpNodeRoot || '/').replace(/^\/?|\/?$/g, '/').replace(/\/+/g, '/');
  return `${publicAddress.trim().replace(/\/+$/, '')}${root}shop-journeys/${path}`;
}

/** Tells others of a node's address as it is deployed, and that it is gone as it is removed. Both can be repeated. */
export function registrar({ RED, step, path, read, context }: Registering) {
  const registration: Registration | undefined = step.registration;
  if (!registration) return undefined;
  const told = async () => {
    const values = await read();
    const { publicAddress }: JsonObject = values;
    const told = typeof publicAddress === 'string' ? publicAddress : '';
    return { values, address: addressOf(RED.settings, told, path) };
  };
  return {
    async begin(): Promise<void> {
      const { values, address } = await told();
      const opened = await context();
      if (!(await registration.isDone(values, opened, address)))
        await registration.begin(values, opened, address);
    },
    async end(): Promise<void> {
      const { values, address } = await told();
      await registration.end(values, await context(), address);
    },
  };
}
