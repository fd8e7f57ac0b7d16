import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wallClock } from '../../../core/clock';
import { shopEvent, stepValues } from '../../../core/steps';
import { openStore, type Store } from '../../../core/store';
import { newSecret } from '../../../scripts/demo/shop.ts';
import { freePort } from '../../../scripts/hosts/process.ts';
import { contextOf } from '../../support/context';
import { eventually } from './reading';

/** Shop Event Trigger at an address, without a host around it. */
export interface Intake {
  readonly address: string;
  readonly secret: string;
  readonly store: Store;
  /** The statuses that it has answered with. */
  readonly statuses: readonly number[];
  /** Resolves once all of these facts, by the ids that they have for good, have come in: with all that have. */
  arrived(...ids: readonly string[]): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

export async function openIntake(shop: string): Promise<Intake> {
  const folder = await mkdtemp(join(tmpdir(), 'journeys-intake-'));
  const store = await openStore(join(folder, 'journeys.sqlite'));
  const secret = newSecret();
  const statuses: number[] = [];
  const context = contextOf(store, wallClock, { connections: { webhook: { secret, previousSecret: '' } } });
  const values = stepValues(shopEvent.parameters, { shop });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const rawBody = Buffer.concat(await request.toArray());
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const answered = await shopEvent.receive?.(
      { method: 'POST', query: {}, headers, rawBody },
      values,
      context,
    );
    statuses.push(answered?.status ?? 500);
    response.writeHead(answered?.status ?? 500).end(JSON.stringify(answered?.body));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${port}/`,
    secret,
    store,
    statuses,
    arrived: (...ids) =>
      eventually(async () => {
        const rows = await store.db.selectFrom('event').select('source_id').execute();
        const known = new Set(rows.map(({ source_id }) => source_id));
        return ids.every((id) => known.has(id)) ? known : undefined;
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
