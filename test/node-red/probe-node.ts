import type { Node, NodeAPI, NodeDef } from '@node-red/registry';
import type { Order } from './runtime';

/** The hands and eyes of the tests among the nodes: gives messages to any node, and tells of each that arrives here. */
export = (RED: NodeAPI): void => {
  RED.nodes.registerType('probe', function (this: Node, config: NodeDef) {
    RED.nodes.createNode(this, config);
    this.on('input', (message, _send, done) => {
      process.send?.({ kind: 'message', node: config.id, message: JSON.parse(JSON.stringify(message)) });
      done();
    });
  });
  process.on('message', (order: Order) => {
    if (order.kind === 'inject')
      for (const message of order.messages) RED.nodes.getNode(order.node).receive(message);
  });
};
