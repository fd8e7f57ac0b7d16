import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PushApiModel } from 'web-push-testing/src/PushApiModel.js';
import WebPushTestingServer from 'web-push-testing/src/server.js';

export interface PushService {
  host: string;
  /** Subscribes a browser to the sender with this key. */
  subscribe(publicKey: string): Promise<{ subscription: string; browser: string }>;
  /** What a browser has got, decrypted by its own key. */
  received(browser: string): unknown[];
  unsubscribe(browser: string): void;
  close(): Promise<void>;
}

/** The push service of npm web-push-testing, which checks signatures and decrypts; here on the loopback alone. */
export async function startPushService(): Promise<PushService> {
  const model = new PushApiModel();
  const service = new WebPushTestingServer(model, 0);
  service.setRequestHandlers();
  const server = createServer(service._app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  model.notifyUrl = `http://${host}/notify/`;
  return {
    host,
    async subscribe(applicationServerKey) {
      const subscribed = await model.subscribe({ userVisibleOnly: 'true', applicationServerKey });
      const { endpoint, keys, clientHash } = subscribed;
      return { subscription: JSON.stringify({ endpoint, expirationTime: null, keys }), browser: clientHash };
    },
    received: (clientHash) =>
      model.getNotifications({ clientHash }).messages.map((message): unknown => JSON.parse(message)),
    unsubscribe: (browser) => model.expireSubscription(browser),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
