import { openHttp } from '../../../core/http';
import { type Calling, type ShopAccount, ShopError } from '../../../core/shops/account';
import { shopifyByApp } from '../../../core/shops/shopify/accounts';
import { stepValues } from '../../../core/steps/schema';
import { TestClock } from '../../support/clock';
import { quiet } from '../../support/context';
import { schemaOf, schemaPresent, titled } from './shopify-schema';
import { ShopifyServer } from './shopify-server';

/** A stand-in of Shopify, and what an account there is called with. */
export interface Stand {
  server: ShopifyServer;
  clock: TestClock;
  /** Milliseconds of each pause that was made; time passes in them. */
  pauses: number[];
  /** What the log was warned of. */
  warnings: string[];
  calling: Calling;
  /** A way in of its own, as another run has. */
  open(): ShopAccount;
}

/** Describes a stand-in that each test has anew; skips where Shopify's schema is absent. */
export function describeShopify(title: string, tests: (stand: () => Stand) => void): void {
  (schemaPresent ? describe : describe.skip)(titled(title), () => {
    let stand: Stand;

    beforeAll(() => void schemaOf());

    beforeEach(async () => {
      stand = standOf(new ShopifyServer());
      await stand.server.start();
    });

    afterEach(() => stand.server.stop());

    tests(() => stand);
  });
}

function standOf(server: ShopifyServer): Stand {
  const clock = new TestClock();
  const pauses: number[] = [];
  const warnings: string[] = [];
  const calling: Calling = {
    http: openHttp({ allow: '127.0.0.1' }),
    clock,
    log: { ...quiet, warn: (message) => void warnings.push(message) },
    pause: (ms) => {
      pauses.push(ms);
      clock.advance(ms);
      server.restore(ms);
      return Promise.resolve();
    },
  };
  return {
    server,
    clock,
    pauses,
    warnings,
    calling,
    open: () => {
      const keys = {
        shop: 'stand-in.myshopify.com',
        clientId: 'id',
        clientSecret: 'hush',
        address: server.base,
      };
      return shopifyByApp.open(stepValues(shopifyByApp.connection.fields, keys), calling);
    },
  };
}

/** What a call failed with, as “fault: message”; “none” where it did not. */
export async function faultOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    if (error instanceof ShopError) return `${error.fault}: ${error.message}`;
    throw error;
  }
}
