import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { stepValues } from '../../core/steps/schema';
import { shopEvent } from '../../core/steps/shop-event';
import { webhookSecret } from '../../core/shops/generic';
import type { Answer, JsonObject } from '../../core/steps/define';
import type { Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { describeOnStores } from '../support/stores';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

/** A trigger that receives `customer_registered` of these customers, each in a request of its own, all at once. */
function receiveAtOnce(
  store: Store,
  customers: readonly string[],
  given: JsonObject = {},
): Promise<PromiseSettledResult<Answer>[]> {
  const clock = new TestClock();
  const context = contextOf(store, clock, { connections: { [webhookSecret.name]: { secret } } });
  const values = stepValues(shopEvent.parameters, given);
  return Promise.allSettled(
    customers.map((id, index) => {
      const body = JSON.stringify({
        type: 'customer.registered',
        timestamp: new Date(clock.now()).toISOString(),
        id: `e-${id}`,
        data: { customer: { id } },
      });
      const at = new Date(clock.now());
      const headers = {
        'webhook-id': `m${index}`,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(`m${index}`, at, body),
      };
      return (
        shopEvent.receive?.(
          { method: 'POST', query: {}, headers, rawBody: Buffer.from(body) },
          values,
          context,
        ) ?? Promise.reject(new Error('no address'))
      );
    }),
  );
}

const bodies = (answers: PromiseSettledResult<Answer>[]) =>
  answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.body : 'failed'));

const registered = { taken: 1, duplicates: 0, started: 1 };

/** Makes a database refuse one customer. */
const refusals = {
  sqlite: [
    `create trigger refuse before insert on identity when new.value = 'mallory' begin select raise(abort, 'refused'); end`,
  ],
  postgres: [
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$`,
    `create trigger refuse before insert on identity for each row when (new.value = 'mallory') execute function refuse()`,
  ],
};

describeOnStores('Requests that come at once', (store) => {
  test('each is answered for its own events', async () => {
    const again = { taken: 0, duplicates: 1, started: 0 };
    expect(bodies(await receiveAtOnce(store(), ['ann', 'bob', 'cid', 'bob', 'dan']))).toEqual([
      registered,
      registered,
      registered,
      again,
      registered,
    ]);
    expect(await store().db.selectFrom('wait').selectAll().execute()).toHaveLength(4);
  });

  test('those with other settings are kept apart', async () => {
    const [quiet, starting] = await Promise.all([
      receiveAtOnce(store(), ['ann', 'bob'], { events: [] }),
      receiveAtOnce(store(), ['cid', 'dan']),
    ]);
    expect(bodies(quiet)).toEqual(Array(2).fill({ taken: 1, duplicates: 0, started: 0 }));
    expect(bodies(starting)).toEqual([registered, registered]);
  });

  test('one that the database refuses takes no other with it', async () => {
    for (const statement of refusals[store().dialect]) await sql.raw(statement).execute(store().db);
    const answers = bodies(await receiveAtOnce(store(), ['ann', 'bob', 'mallory', 'dan']));
    expect(answers).toEqual([registered, registered, 'failed', registered]);
  });
});
