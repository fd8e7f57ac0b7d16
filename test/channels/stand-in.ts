import type { ServerResponse } from 'node:http';
import { openHttp } from '../../core/http';
import type { JsonObject, StepContext } from '../../core/steps/define';
import { openStore } from '../../core/store';
import { fates, ledger, meet, send } from '../messages/people';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { sqlitePlace } from '../support/stores';
import { type GatewayRequest, startGateway } from './gateway';

type Reaction = (request: GatewayRequest, response: ServerResponse) => void;

/** Answers with a status, a body and headers. */
export const answering =
  (status: number, body: unknown = '', headers: Record<string, string> = {}): Reaction =>
  (_, response) =>
    void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));

/** Breaks the line once the request is there. */
export const breaking: Reaction = (_, response) => void response.socket?.resetAndDestroy();

/** A provider on the loopback, with a store of its own and one person, Ann. */
export interface StandIn {
  /** Its address, without a slash at the end. */
  url: string;
  context: StepContext;
  /** The wall clock of that context. */
  clock: TestClock;
  requests: GatewayRequest[];
  reaction: Reaction;
  /** Sends Ann a message; what the item carries on of it. */
  toAnn(values: JsonObject): Promise<unknown>;
  /** The only message in the ledger. */
  entered(): Promise<unknown>;
  /** All that items and the ledger say. */
  said(values: JsonObject): Promise<string>;
  close(): Promise<void>;
}

/** `connections`: the values of the accounts, by their names. */
export async function standIn(connections: (url: string) => Record<string, JsonObject>): Promise<StandIn> {
  const at = sqlitePlace();
  const store = await openStore(at.place);
  const gateway = await startGateway((request, response) => provider.reaction(request, response));
  const url = `http://${gateway.host}`;
  const clock = new TestClock();
  const context = contextOf(store, clock, {
    http: openHttp({ allow: gateway.host }),
    connections: connections(url),
  });
  const profile = { phone: '+49 30 123456', email: 'ann@bücher.example', firstName: 'Ann' };
  await meet(context, [{ id: 'ann', profile }]);
  const provider: StandIn = {
    url,
    context,
    clock,
    requests: gateway.requests,
    reaction: answering(500),
    toAnn: async (values) => fates(await send(context, values, 'ann'))[0],
    entered: () => store.db.selectFrom('message').selectAll().executeTakeFirstOrThrow(),
    said: async (values) => JSON.stringify([await send(context, values, 'ann'), await ledger(context)]),
    async close() {
      await gateway.close();
      await store.close();
      await at.remove();
    },
  };
  return provider;
}

/** What a channel makes of an answer, told briefly: where the item leaves, the state, and the reason. */
export const brief = (fate: unknown): unknown => {
  if (!Array.isArray(fate)) return fate;
  const [output, { state, reason = null }] = fate as [string, { state: string; reason?: string }];
  return [output, state, reason];
};
