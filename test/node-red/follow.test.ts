import { EventEmitter } from 'node:events';
import { util } from '@node-red/util';
import { type Follower, followerOf } from '../../node-red/adapter/follow';

const PATIENCE = 600_000;

// The time of a real Node-RED cannot be moved: its hooks are stood in for, as nodes.test.ts shows them at work.
type Handler = Parameters<Parameters<typeof followerOf>[0]['hooks']['add']>[1];
const handlers = new Map<string, Handler>();
const hooks = {
  add: (name: string, handler: Handler) => handlers.set(name.replace('.shop-journeys', ''), handler),
};
const events = new EventEmitter();

/** A node as the hooks see it, which says at once that it is done, or never. */
class Receiver {
  constructor(readonly says: 'done' | 'nothing') {}

  receive(msg: Parameters<Handler>[0]['msg']): void {
    const event = { msg, destination: { node: this } };
    handlers.get('onReceive')?.(event);
    handlers.get('postReceive')?.(event);
    if (this.says === 'done') handlers.get('onComplete')?.({ msg, node: { node: this } });
  }
}

let follower: Follower;
beforeAll(() => {
  follower = followerOf({ events, hooks, util });
});
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('whom a node is done with is through', async () => {
  await expect(follower.hand(new Receiver('done'), [{}, {}], PATIENCE)).resolves.toBeUndefined();
});

test('a node that never says that it is done does not hold its people for ever', async () => {
  let through = false;
  const handed = follower.hand(new Receiver('nothing'), [{}], PATIENCE).then(() => (through = true));
  await jest.advanceTimersByTimeAsync(PATIENCE - 1);
  expect(through).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  await handed;
});

test('who was under way while flows were deployed does not count as through', async () => {
  const handed = follower.hand(new Receiver('nothing'), [{}], PATIENCE);
  const refused = expect(handed).rejects.toThrow('Flows were deployed');
  events.emit('flows:stopping');
  await jest.advanceTimersByTimeAsync(PATIENCE);
  await refused;
});
