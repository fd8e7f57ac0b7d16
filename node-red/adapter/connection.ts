import type { Node, NodeAPI, NodeDef } from '@node-red/registry';
import { StepError } from '../../core/errors';
import { type Connection, type JsonObject, type Step, type Values, stepValues } from '../../core/steps';
import { connectionProperty } from '../properties';

const givenBy = new WeakMap<Node, JsonObject>();

/** The type of a connection's config node. */
export const connectionType = ({ name }: Pick<Connection, 'name'>): string => `shop-journeys-${name}`;

/** Registers the config node of a connection; its secrets are credentials, which Node-RED keeps encrypted. */
export function registerConnection(RED: NodeAPI, connection: Connection): void {
  const secrets = Object.entries(connection.fields).filter(
    ([, field]) => field.type === 'text' && field.secret,
  );

  function ConnectionNode(this: Node, config: NodeDef & JsonObject) {
    RED.nodes.createNode(this, config);
    const held: JsonObject = { ...config, ...this.credentials };
    const given: JsonObject = {};
    for (const name of Object.keys(connection.fields)) given[name] = held[connectionProperty(name)];
    givenBy.set(this, given);
  }
  RED.nodes.registerType(connectionType(connection), ConnectionNode, {
    credentials: Object.fromEntries(
      secrets.map(([name]) => [connectionProperty(name), { type: 'password' as const }]),
    ),
  });
}

/**
 * Makes a step's `connect`: the checked values of the config node that its dialog names.
 * `config`: the step's node as deployed.
 */
export function connector(RED: NodeAPI, step: Step, config: JsonObject) {
  // As flows stop, config nodes may go before the nodes that use them are done.
  const last = new Map<string, JsonObject>();
  return async <Ps extends Connection['fields']>(connection: Connection<Ps>): Promise<Values<Ps>> => {
    const uses = Object.entries(step.connections ?? {});
    const [property] = uses.find(([, use]) => use.connection.name === connection.name) ?? [];
    const id = property === undefined ? undefined : config[property];
    const node = typeof id === 'string' ? RED.nodes.getNode(id) : undefined;
    const given = node ? givenBy.get(node) : last.get(connection.name);
    if (!given) {
      throw new StepError(`No “${connection.title.en}” is chosen.`, {
        advice: 'Open the node, choose one and deploy.',
      });
    }
    last.set(connection.name, given);
    return stepValues(connection.fields, given);
  };
}
