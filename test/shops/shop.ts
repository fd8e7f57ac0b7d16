import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Clock } from '../../core/clock';
import { type Answer, type JsonObject, shopEvent, type StepContext, stepValues } from '../../core/steps';
import type { Store } from '../../core/store';
import { startReleaser } from '../../core/waits';
import { contextOf } from '../support/context';
import { runStep } from '../support/steps';

export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

interface Delivery {
  /** The webhook's id; a new one when it is left out. */
  id?: string;
  /** When it was signed; wall, ms UTC. */
  at?: number;
  secret?: string;
  /** Replaces headers after signing. */
  headers?: Record<string, string | undefined>;
  /** Replaces the body after signing. */
  body?: string;
}

/** A shop that sends signed webhooks to Shop Event Trigger, and the host that runs whom it starts. */
export class Shop {
  readonly secret = newSecret();
  readonly previousSecret = newSecret();
  readonly context: StepContext;
  /** Who started, in order. */
  readonly started: JsonObject[] = [];

  constructor(
    readonly store: Store,
    readonly clock: Clock,
    readonly values: JsonObject = {},
    { manual = false } = {},
  ) {
    const { secret, previousSecret } = this;
    this.context = contextOf(store, clock, {
      manual,
      node: 'trigger',
      connections: { webhook: { secret, previousSecret } },
    });
  }

  /** Delivers a body: text as it is, anything else as JSON. */
  send(
    content: unknown,
    { id = `msg_${randomUUID()}`, at = this.clock.now(), secret = this.secret, headers, body }: Delivery = {},
  ): Promise<Answer> {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const signed = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, new Date(at), text),
    };
    const request = {
      method: 'POST',
      query: {},
      headers: { ...signed, ...headers },
      rawBody: Buffer.from(body ?? text),
    } as const;
    const answer = shopEvent.receive?.(request, stepValues(shopEvent.parameters, this.values), this.context);
    if (!answer) throw new Error('the trigger receives nothing');
    return answer;
  }

  /** An event as the generic format has it. */
  event(type: string, customer: JsonObject = { id: 'ann' }, more: JsonObject = {}): JsonObject {
    return {
      id: `evt_${randomUUID()}`,
      type,
      timestamp: new Date(this.clock.now()).toISOString(),
      data: { customer, ...more },
    };
  }

  /** The host looks once for whom to start, and runs them. */
  async look(): Promise<void> {
    const { store, clock, log, place } = this.context;
    const values = stepValues(shopEvent.parameters, this.values);
    const releaser = startReleaser({
      store,
      clock,
      log,
      place,
      key: shopEvent.holdKey?.(values, place) ?? '',
      emit: async (items) => {
        for (const outcome of await runStep(shopEvent, this.values, this.context, items)) {
          if ('error' in outcome) throw outcome.error;
          this.started.push(outcome.json);
        }
      },
    });
    await releaser.settled();
    await releaser.stop();
  }
}

const tables = [
  'contact',
  'identity',
  'contact_merge',
  'event',
  'shop_order',
  'rollup',
  'enrolment',
  'step',
  'wait',
  'coupon',
  'pool_code',
  'message',
  'outbox',
  'counter',
] as const;

/** Everything that a store holds, to compare. */
export async function contentOf(store: Store): Promise<Record<string, unknown[]>> {
  const content = tables.map(async (table) => {
    const rows = await store.db.selectFrom(table).selectAll().execute();
    return [table, rows.map((row) => JSON.stringify(row)).toSorted()] as const;
  });
  return Object.fromEntries(await Promise.all(content));
}
