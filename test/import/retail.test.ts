import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { TestClock } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { importText, personBy } from './importing';

const file = join(__dirname, '..', '..', '..', 'shared', 'data', 'online-retail.csv.gz');
const missing = existsSync(file) ? '' : ` (skipped: there is no ${file})`;

(missing ? describe.skip : describe)(`A real history${missing}`, () => {
  describeOnStores('Online Retail', (store) => {
    test('541,909 rows: the orders of known customers, and why the others are not taken in', async () => {
      const text = gunzipSync(readFileSync(file)).toString('utf8');

      const report = await importText(store(), new TestClock(), text, { currency: 'GBP', shared: false });

      expect(report).toMatchObject({ subject: 'orders', rows: 541_909, rejected: 143_985 });
      expect(Object.values(report.reasons).toSorted((a, b) => a - b)).toEqual([2, 10_624, 133_359]);
      expect(await personBy(store(), 'customer:shop', '12347.0')).toMatchObject({
        orders_paid: 7,
        spent: 431_000,
        currency: 'GBP',
        last_paid_at: Date.parse('2011-12-07T15:52:00Z'),
      });
      const { count } = await store()
        .db.selectFrom('shop_order')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      expect(count).toBe(18_536);
    }, 300_000);
  });
});
