import { wallClock } from '../../clock';
import { openHttp } from '../../http';
import type { Log } from '../../ports';
import type { Calling } from './account';
import { callingOf } from './open';

const unheard: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** What a connection is tried with, outside of any step. */
export const trialCalling = (): Calling => callingOf({ http: openHttp(), clock: wallClock, log: unheard });
