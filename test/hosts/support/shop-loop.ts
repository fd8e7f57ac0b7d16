import { couponIssue, sendViaChannel, shopEvent, waitUntilPurchase } from '../../../core/steps';
import { webhookSecret } from '../../../core/shops/generic/connection';
import { vendureAccount } from '../../../core/shops/vendure/connection';
import { n8nWorkflow } from '../../../generate/journeys/n8n';
import { nodeRedFlow } from '../../../generate/journeys/node-red';
import { defineJourney, place } from '../../../journeys';
import { connectionType } from '../../../node-red/adapter';
import type { FlowNode } from '../../../scripts/hosts/node-red.ts';
import { type N8nStage, openN8n } from './n8n';
import { type NodeRedStage, openNodeRed } from './node-red';
import type { Ground } from './stage';
import type { VendureShop } from './vendure';

export const LOOP = 'shop-loop';
const [REGISTERS, COUPON, UNTIL] = ['Customer Registers', 'Coupon in the Shop', 'Until They Buy'];

/** Whoever registers gets a coupon that the shop makes for them alone, and is thanked once they have bought. */
const shopLoop = defineJourney({
  name: LOOP,
  title: 'Shop Loop',
  summary: 'From the shop to the shop and back.',
  toDo: [],
  sections: [
    {
      title: 'Loop',
      note: 'Registration, coupon, purchase.',
      steps: {
        [REGISTERS]: place(
          shopEvent,
          { shop: 'vendure', events: ['customer_registered'], journey: LOOP, stepKey: `${LOOP}/registered` },
          { started: COUPON },
        ),
        [COUPON]: place(
          couponIssue,
          { source: 'shop', shop: 'vendure', onlyThisCustomer: true, value: '10', currency: 'USD' },
          { issued: UNTIL },
        ),
        [UNTIL]: place(
          waitUntilPurchase,
          { until: 'order_paid', amount: 30, unit: 'days', stepKey: `${LOOP}/until` },
          { settled: 'Thank Them', timed_out: 'Remind Them' },
        ),
        'Thank Them': message('thanks', 'Thank you for using {{ coupon.code }}'),
        'Remind Them': message('reminder', '{{ coupon.code }} has expired'),
      },
    },
  ],
});

function message(key: string, subject: string) {
  return place(sendViaChannel, { channel: 'outbox', subject, body: subject, stepKey: `${LOOP}/${key}` });
}

/** What its user enters in the connections of the loop. */
export interface LoopConnections {
  readonly secret: string;
  readonly account: VendureShop['access'];
}

/** A real host for the loop. */
export interface LoopHost extends Ground {
  /** Draws the loop and makes it live. Answers where the shop's webhooks go. */
  draw(connections: LoopConnections): Promise<string>;
}

export async function openN8nForLoop(env: Readonly<Record<string, string>>): Promise<LoopHost> {
  const stage = await openN8n(env);
  return { ...stage, draw: (connections) => drawInN8n(stage, connections) };
}

export async function openNodeRedForLoop(env: Readonly<Record<string, string>>): Promise<LoopHost> {
  const stage = await openNodeRed(env);
  return { ...stage, draw: (connections) => drawInNodeRed(stage, connections) };
}

/** The coupon has n8n's Retry On Fail. */
async function drawInN8n({ client, url }: N8nStage, { secret, account }: LoopConnections): Promise<string> {
  const credential = async (
    { n8n: { type } }: typeof webhookSecret | typeof vendureAccount,
    data: object,
  ) => ({
    credentials: {
      [type]: await client.createCredential({ name: `${LOOP} ${type}`, type, data: { ...data } }),
    },
  });
  const chosen: Record<string, object> = {
    [REGISTERS]: await credential(webhookSecret, { secret, previousSecret: '' }),
    [COUPON]: {
      ...(await credential(vendureAccount, account)),
      retryOnFail: true,
      maxTries: 2,
      waitBetweenTries: 0,
    },
  };
  const drawing = n8nWorkflow(shopLoop);
  const { id } = await client.createWorkflow({
    ...drawing,
    nodes: drawing.nodes.map((node) => ({ ...node, ...chosen[node.name] })),
  });
  await client.publish(id);
  const trigger = drawing.nodes.find(({ name }) => name === REGISTERS);
  return `${url}/webhook/${trigger?.webhookId}/shop`;
}

/** A Catch node brings the coupon's item to it again, as Node-RED has no setting for that. */
async function drawInNodeRed(
  { client, url }: NodeRedStage,
  { secret, account: { address, username, ...secrets } }: LoopConnections,
): Promise<string> {
  const entered: Record<string, object> = {
    [connectionType(webhookSecret)]: { credentials: { secret, previousSecret: '' } },
    [connectionType(vendureAccount)]: { address, username, credentials: secrets },
  };
  const flow = nodeRedFlow(shopLoop).map((entry): FlowNode => ({ ...entry, ...entered[entry.type] }));
  const coupon = flow.find(({ name }) => name === COUPON);
  const again: FlowNode = {
    id: `${LOOP}-again`,
    type: 'catch',
    z: coupon?.['z'],
    scope: [coupon?.id],
    uncaught: false,
    wires: [[coupon?.id]],
  };
  await client.deploy([...(await client.flows()), ...flow, again]);
  return `${url}/shop-journeys/${LOOP}`;
}
