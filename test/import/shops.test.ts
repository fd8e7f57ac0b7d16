import { TestClock } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { importText, personBy } from './importing';

const at = (iso: string) => Date.parse(iso);

const shopifyCustomers = `Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Country Code,Phone,Accepts SMS Marketing,Total Spent,Tags
'7001,Jane,Doe,Jane@Example.com,yes,DE,'+4930123456,no,99.80,"vip, newsletter"
'7002,Bob,,bob@example.com,no,,,no,0.00,
`;

const shopifyOrders = `Name,Email,Financial Status,Paid at,Currency,Total,Discount Code,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Refunded Amount,Id
#1001,jane@example.com,paid,2026-01-05 09:50:26 +0200,EUR,54.90,WELCOME10,2026-01-05 09:50:00 +0200,2,Cup,19.95,CUP-1,,0.00,5501
#1001,,,,,,,,1,"Pot, ""big""",15.00,POT-9,,,
#1002,jane@example.com,partially_refunded,2026-01-09 10:00:00 +0000,EUR,44.90,,2026-01-09 10:00:00 +0000,1,Cup,44.90,CUP-1,,4.90,5502
#1003,bob@example.com,pending,,EUR,10.00,,2026-02-01 00:00:00 +0000,1,Cup,10.00,CUP-1,,,5503
#1004,bob@example.com,voided,2026-02-02 00:00:00 +0000,EUR,10.00,,2026-02-02 00:00:00 +0000,1,Cup,10.00,CUP-1,2026-02-03 00:00:00 +0000,,5504
`;

describeOnStores('What shops export', (store) => {
  const clock = new TestClock();

  test('Shopify: customers with consent, tags and attributes; orders of several rows', async () => {
    await importText(store(), clock, shopifyCustomers);
    const report = await importText(store(), clock, shopifyOrders);

    expect(report).toMatchObject({ subject: 'orders', rows: 5, rejected: 0, countsAllAsPaid: false });
    expect(await personBy(store(), 'customer:shop', '7001')).toMatchObject({
      profile: {
        email: 'jane@example.com',
        phone: '+4930123456',
        firstName: 'Jane',
        lastName: 'Doe',
        tags: 'vip,newsletter',
        'consent.email': 'granted',
        'Total Spent': '99.80',
      },
      orders_paid: 2,
      orders_placed: 2,
      first_paid_at: at('2026-01-05T07:50:26Z'),
      spent: 9_490,
      currency: 'EUR',
    });
    expect(await personBy(store(), 'email', 'bob@example.com')).toMatchObject({
      profile: expect.not.objectContaining({ 'consent.email': expect.anything() }),
      orders_paid: 0,
      orders_open: 1,
    });
    const parts = await store()
      .db.selectFrom('order_part')
      .where('order_id', '=', '5501')
      .select(['kind', 'value', 'quantity', 'amount'])
      .orderBy('kind')
      .orderBy('value')
      .execute();
    expect(parts).toEqual([
      { kind: 'coupon', value: 'WELCOME10', quantity: null, amount: null },
      { kind: 'product', value: 'CUP-1', quantity: 2, amount: 3_990 },
      { kind: 'product', value: 'POT-9', quantity: 1, amount: 1_500 },
    ]);
  });

  test('WooCommerce: dates with slashes in the shop’s zone, once it is said how they are read', async () => {
    const orders = `order_id,order_date,paid_date,status,order_total,order_currency,customer_id,billing_email,billing_phone,billing_country,item_sku,item_quantity,item_total
11,9/6/2026 6:29:00 PM,9/6/2026 6:30:00 PM,wc-completed,49.00,USD,3,ann@example.com,(212) 555-0123,US,SKU-1,1,49.00
12,9/7/2026 0:00:00,,on-hold,5.00,USD,3,ann@example.com,,US,SKU-2,1,5.00
`;

    const unread = await importText(store(), clock, orders);
    const read = await importText(store(), clock, orders, { dates: 'mdy', timeZone: 'America/New_York' });

    expect(unread.rejections[0]?.message).toMatch(
      /may mean two days; say --dates dmy or --dates mdy: “9\/6\/2026/,
    );
    expect(read.rejected).toBe(0);
    expect(await personBy(store(), 'phone', '+12125550123')).toMatchObject({
      orders_paid: 1,
      orders_open: 1,
      last_paid_at: at('2026-09-06T22:30:00Z'),
      currency: 'USD',
      spent: 4_900,
    });
  });

  test('semicolons, a byte order mark, decimal commas, days first, and columns of any name', async () => {
    const orders =
      '\ufeffBestellnr;Kunde;Datum;Summe;Warengruppe\r\n17;K1;05.03.2026 10:00;"1.234,50";Audio > Kopfhörer\r\n18;K1;06.03.2026;7,5;\r\n';
    const columns = {
      Bestellnr: 'order',
      Kunde: 'customer',
      Datum: 'placedAt',
      Summe: 'amount',
      Warengruppe: 'category',
    };

    const report = await importText(store(), clock, orders, { columns, timeZone: 'Europe/Berlin' });

    expect(report).toMatchObject({ rows: 2, rejected: 0, countsAllAsPaid: true });
    expect(await personBy(store(), 'customer:shop', 'K1')).toMatchObject({
      orders_paid: 2,
      spent: 124_200,
      first_paid_at: at('2026-03-05T09:00:00Z'),
    });
    const part = await store().db.selectFrom('order_part').selectAll().executeTakeFirst();
    expect(part).toMatchObject({ kind: 'category', value: 'audio > kopfhörer' });
  });

  test('registrations: the earliest counts, and what is said later wins', async () => {
    const customers = (name: string, day: string) =>
      `id,email,first_name,created_at,updated_at\n1,jane@example.com,${name},2026-01-0${day},2026-02-0${day}\n`;

    await importText(store(), clock, customers('Later', '5'));
    await importText(store(), clock, customers('Earlier', '2'));

    expect(await personBy(store(), 'customer:shop', '1')).toMatchObject({
      registered_at: at('2026-01-02T00:00:00Z'),
      profile: { firstName: 'Later' },
    });
  });
});
