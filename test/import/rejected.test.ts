import type { ImportOptions } from '../../core/import';
import { TestClock } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { importText, personBy } from './importing';

const bad: readonly [row: string, reason: RegExp][] = [
  [',a@example.com,2026-01-01,9.90,EUR,,,', /^an order without an ID$/],
  ['2,,2026-01-01,9.90,EUR,,,', /^names nobody/],
  ['3,no address,2026-01-01,9.90,EUR,,,', /^no e-mail address: “no address”$/],
  ['4,a@example.com,,9.90,EUR,,,', /^an order without a date$/],
  ['5,a@example.com,2026-02-30,9.90,EUR,,,', /^a date that does not exist: “2026-02-30”$/],
  ['6,a@example.com,yesterday,9.90,EUR,,,', /^a date that cannot be read; .*: “yesterday”$/],
  ['7,a@example.com,1/2/2026,9.90,EUR,,,', /^a date that may mean two days/],
  ['8,a@example.com,2026-01-01,nine,EUR,,,', /^no amount in EUR: “nine”$/],
  ['9,a@example.com,2026-01-01,-9.90,EUR,,,', /^an amount below zero/],
  ['10,a@example.com,2026-01-01,9.905,EUR,,,', /^no amount in EUR: “9.905”$/],
  ['11,a@example.com,2026-01-01,9.90,EURO,,,', /^no ISO 4217 code of a currency: “EURO”$/],
  ['12,a@example.com,2026-01-01,9.90,EUR,lost,,', /^a status that is not known; .*: “lost”$/],
  ['13,a@example.com,2026-01-01,9.90,EUR,,-2,', /^a number of pieces below zero/],
  ['14,a@example.com,2026-01-01,9.90,EUR,,some,', /^no number of pieces: “some”$/],
  ['15,a@example.com,2026-01-01,9.90,EUR,,1,cheap', /^no price in EUR: “cheap”$/],
  ['16,a@example.com,2026-01-01', /^more or fewer columns than the header$/],
  [`${'9'.repeat(400)},a@example.com,2026-01-01,9.90,EUR,,,`, /^an ID longer than 320 letters$/],
];

const refused: readonly [name: string, text: string, message: RegExp, options?: Partial<ImportOptions>][] = [
  [
    'a header without dates',
    'order_id,customer_id,total\n1,2,3\n',
    /No column says when .* The header has “order_id”, “customer_id”, “total”\./,
  ],
  ['a header that names nobody', 'first_name,last_name\nJane,Doe\n', /No column says who a customer is/],
  [
    'a column that there is not',
    'order_id,customer_id,date\n1,2,2026-01-01\n',
    /no column “Kunde”/,
    { columns: { Kunde: 'customer' } },
  ],
  [
    'a field that there is not',
    'order_id,customer_id,date\n1,2,2026-01-01\n',
    /no field “who”/,
    { columns: { order_id: 'who' } },
  ],
  ['an empty file', '', /has no header/],
  [
    'a zone that there is not',
    'id,email\n1,a@example.com\n',
    /time zone “Mars” does not exist/,
    { timeZone: 'Mars' },
  ],
  [
    'a currency that there is not',
    'id,email\n1,a@example.com\n',
    /“EURO” is not an ISO 4217 code/,
    { currency: 'EURO' },
  ],
];

describeOnStores('Bad rows', (store) => {
  const clock = new TestClock();
  const header = 'order_id,email,placed_at,total,currency,status,quantity,unit_price';
  const good = 'G1,good@example.com,2026-01-01,9.90,EUR,paid,,';

  test.each(bad)('%s', async (row, reason) => {
    const report = await importText(store(), clock, `${header}\n${row}\n${good}\n`);

    expect(report.rejections.map((one) => [one.row, one.message])).toEqual([
      [2, expect.stringMatching(reason)],
    ]);
    expect(report).toMatchObject({ rows: 2, rejected: 1 });
    expect(await personBy(store(), 'email', 'good@example.com')).toMatchObject({ orders_paid: 1 });
  });

  test('a quotation mark that is not closed takes in what follows, up to the next one', async () => {
    const rows = [
      '"18"x,a@example.com',
      '"G1",good@example.com,2026-01-01,9.90,EUR,paid,,',
      good.replace('G1', 'G2'),
    ];

    const report = await importText(store(), clock, `${header}\n${rows.join('\n')}\n`);

    expect(report.reasons).toEqual({ 'quotation marks that do not match': 1 });
    expect(report.rejections[0]?.cells[0]).toContain('G1');
    expect(await personBy(store(), 'email', 'good@example.com')).toMatchObject({ orders_paid: 1 });
  });

  test('an order whose rows disagree is rejected whole, by each of its rows', async () => {
    const report = await importText(
      store(),
      clock,
      `order_id,customer_id,date,total\n1,c,2026-01-01,5\n1,c,2026-01-01,6\n\n2,c,2026-01-01,7\n`,
    );

    expect(report.rejections.map(({ row, cells }) => [row, cells[3]])).toEqual([
      [2, '5'],
      [3, '6'],
    ]);
    expect(report.reasons).toEqual({ [report.rejections[0]?.reason ?? '']: 2 });
  });

  test.each(refused)('%s: nothing is taken in', async (_, text, message, options = {}) => {
    await expect(importText(store(), clock, text, options)).rejects.toThrow(message);
    expect(await store().db.selectFrom('contact').selectAll().execute()).toEqual([]);
  });
});
