import { wallClock } from '../core/clock';
import { openHttp } from '../core/http';
import type { Log } from '../core/ports';
import { callingOf, type ShopApi } from '../core/shops/account';
import { shopApiNamed } from '../core/shops/accounts';
import { type LoadedKind, loadHistory, type LoadState } from '../core/shops/backfill';
import { type JsonObject, stepValues } from '../core/steps';
import { openStore } from '../core/store';
import { accountVariables, UsageError } from './command';
import { progressLine } from './progress-line';

export interface BackfillCommand {
  name: 'backfill';
  /** The way into the shop. */
  api: string;
  /** Of the store. */
  place: string;
  source: string;
  again: boolean;
}

const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message) => console.error(message),
  error: (message) => console.error(message),
};

/**
 * Loads the history of a shop, and tells how much it was. `env`: has the values of its account. Throws `UsageError`,
 * `ShopError` and `StoreError`.
 */
export async function backfill(command: BackfillCommand, env: NodeJS.ProcessEnv): Promise<void> {
  const api = shopApiNamed(command.api);
  const values = stepValues(api.connection.fields, accountIn(env, api));
  const store = await openStore(command.place);
  const line = progressLine(api.label.en, process.stderr);
  try {
    const calling = callingOf({ http: openHttp(), clock: wallClock, log });
    const { history } = api.open(values, calling);
    const { source, again } = command;
    const onState = (state: LoadState) =>
      line.show({ done: state.done, of: state.total, said: saidOf(state) });
    const loaded = await loadHistory(
      history,
      { store, ...calling },
      { api: api.name, source, again, onState },
    );
    line.end();
    console.log(loaded.map(told).join('\n'));
  } finally {
    line.end();
    await store.close();
  }
}

function accountIn(env: NodeJS.ProcessEnv, api: ShopApi): JsonObject {
  const variables = accountVariables(api);
  const missing = variables.filter(({ variable, required }) => required && !env[variable]);
  if (missing.length > 0)
    throw new UsageError(
      `Set ${missing.map(({ variable, label }) => `${variable} (${label})`).join(', ')} in the environment.`,
    );
  return Object.fromEntries(variables.map(({ name, variable }) => [name, env[variable]]));
}

const count = (number: number) => number.toLocaleString('en-US');

const saidOf = ({ kind, done, total }: LoadState): string =>
  total === null ? `${count(done)} ${kind}` : `${count(done)} of ${count(total)} ${kind}`;

const told = ({ kind, done, finishedBefore }: LoadedKind): string =>
  finishedBefore === null
    ? `${count(done)} ${kind} loaded.`
    : `${kind}: were loaded on ${new Date(finishedBefore).toISOString()}; nothing to do. --again loads them once more.`;
