import type { NodeMessage } from '@node-red/registry';

interface Receiver {
  receive(message: NodeMessage): void;
}

/** A message on its way; which fields are there depends on the hook. */
interface HookEvent {
  msg: NodeMessage;
  destination?: { node: object };
  node?: { node: object };
  error?: Error;
}

/** What of Node-RED's API tells where messages are. */
interface Traffic {
  hooks: { add(hook: string, handler: (event: HookEvent) => void): void };
  events: { on(event: string, handler: () => void): unknown };
  util: { generateId(): string };
}

/** Messages handed to a node together, and what the flow still has to do with them. */
interface Followed {
  node: Receiver;
  open: number;
  /** Some node that was stopped may have been at it. */
  interrupted: boolean;
  error: Error | undefined;
  finish(): void;
}

/** What follows messages through the flows of one runtime. */
export interface Follower {
  /**
   * Gives messages to a node. Resolves once it and every node behind it is done with them; rejects
   * with the error that the node itself reported. A node that never says that it is done is waited
   * for `patience` milliseconds. When flows were deployed meanwhile, that rejects: who got lost in a
   * node that was stopped must not count as through.
   */
  hand(node: Receiver, messages: NodeMessage[], patience: number): Promise<void>;
}

const followers = new WeakMap<Traffic['hooks'], Follower>();

/** The runtime's follower. */
export function followerOf(RED: Traffic): Follower {
  const kept = followers.get(RED.hooks);
  if (kept) return kept;
  const made = follow(RED);
  followers.set(RED.hooks, made);
  return made;
}

const saysDone = (node: object): boolean => !('_expectedDoneCount' in node && node._expectedDoneCount === 0);

/**
 * Node-RED tells nobody when a flow has ended. Its hooks tell of each delivery and of each done(),
 * and a message keeps its `_msgid` from node to node, also when it is cloned: what is delivered and
 * not done is still open. Delivery counts from `preDeliver`, as a message travels to its node in
 * a later turn; link nodes skip that and are counted as they receive. Behind a node that gives its
 * messages new ids (Split) nothing can be seen.
 */
function follow(RED: Traffic): Follower {
  const byId = new Map<string, Followed>();
  const travelling = new WeakMap<NodeMessage, number>();
  const followed = ({ _msgid }: NodeMessage) => (_msgid === undefined ? undefined : byId.get(_msgid));

  const close = (batch: Followed) => {
    batch.open -= 1;
    if (batch.open === 0) batch.finish();
  };

  RED.events.on('flows:stopping', () => {
    for (const batch of byId.values()) batch.interrupted = true;
  });
  RED.hooks.add('preDeliver.shop-journeys', ({ msg }) => {
    const batch = followed(msg);
    if (!batch) return;
    batch.open += 1;
    travelling.set(msg, (travelling.get(msg) ?? 0) + 1);
  });
  RED.hooks.add('onReceive.shop-journeys', ({ msg }) => {
    const batch = followed(msg);
    if (!batch) return;
    const deliveries = travelling.get(msg) ?? 0;
    if (deliveries === 0) batch.open += 1;
    else travelling.set(msg, deliveries - 1);
  });
  RED.hooks.add('postReceive.shop-journeys', ({ msg, destination }) => {
    const batch = followed(msg);
    if (batch && destination && !saysDone(destination.node)) close(batch);
  });
  RED.hooks.add('onComplete.shop-journeys', ({ msg, node, error }) => {
    const batch = followed(msg);
    if (!batch) return;
    if (node?.node === batch.node) batch.error ??= error;
    close(batch);
  });

  return {
    hand: (node, messages, patience) =>
      new Promise<void>((resolve, reject) => {
        const ids = messages.map((message) => (message._msgid ??= RED.util.generateId()));
        const finish = () => {
          clearTimeout(timer);
          for (const id of ids) byId.delete(id);
          if (batch.error) reject(batch.error);
          else resolve();
        };
        const giveUp = () => {
          if (batch.interrupted)
            batch.error ??= new Error('Flows were deployed while they had not run to their end.');
          finish();
        };
        const timer = setTimeout(giveUp, patience).unref();
        const batch: Followed = { node, open: 1, interrupted: false, error: undefined, finish };
        for (const id of ids) byId.set(id, batch);
        for (const message of messages) node.receive(message);
        close(batch);
      }),
  };
}
