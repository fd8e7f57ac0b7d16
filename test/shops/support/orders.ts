/** What a shop of some kind tells of one order: the topic and the body. */
export interface Told {
  topic: string;
  body: object;
}

/** An order of 90.50 EUR with a coupon, placed at 9:00 and paid at once, as each kind of shop tells it. */
export const placedAndPaid: Record<string, Told> = {
  shopify: {
    topic: 'orders/create',
    body: {
      id: 1,
      admin_graphql_api_id: 'gid://shopify/Order/1',
      created_at: '2026-03-02T09:00:00Z',
      updated_at: '2026-03-02T09:00:00Z',
      financial_status: 'paid',
      currency: 'EUR',
      total_price: '90.50',
      email: 'ann@example.com',
      customer: { id: 7, email: 'ann@example.com', first_name: 'Ann' },
      line_items: [{ product_id: 77, quantity: 2, price: '45.25' }],
      discount_codes: [{ code: 'HELLO10' }],
    },
  },
  woocommerce: {
    topic: 'order.updated',
    body: {
      id: 1,
      status: 'processing',
      currency: 'EUR',
      total: '90.50',
      date_created_gmt: '2026-03-02T09:00:00',
      date_modified_gmt: '2026-03-02T09:00:00',
      date_paid_gmt: '2026-03-02T09:00:00',
      customer_id: 7,
      billing: { first_name: 'Ann', email: 'ann@example.com' },
      line_items: [{ product_id: 77, quantity: 2, total: '90.50' }],
      coupon_lines: [{ code: 'hello10' }],
    },
  },
  magento: {
    topic: 'order',
    body: {
      entity_id: 1,
      state: 'processing',
      created_at: '2026-03-02 09:00:00',
      updated_at: '2026-03-02 09:00:00',
      order_currency_code: 'EUR',
      grand_total: 90.5,
      total_paid: '90.5000',
      coupon_code: 'HELLO10',
      customer_id: 7,
      customer_email: 'ann@example.com',
      customer_firstname: 'Ann',
      items: [{ product_id: 77, qty_ordered: 2, row_total: 90.5 }],
    },
  },
  medusa: {
    topic: 'payment.captured',
    body: {
      metadata: { created_at: '2026-03-02T09:00:00Z' },
      data: {
        currency_code: 'eur',
        captured_at: '2026-03-02T09:00:00Z',
        order: {
          id: '1',
          currency_code: 'eur',
          total: 90.5,
          customer: { id: '7', email: 'ann@example.com', first_name: 'Ann' },
          items: [{ product_id: '77', quantity: 2, total: 90.5 }],
          promotions: [{ code: 'HELLO10' }],
        },
      },
    },
  },
  vendure: {
    topic: 'order.placed',
    body: {
      id: 'e1',
      createdAt: '2026-03-02T09:00:00Z',
      data: {
        order: {
          code: '1',
          orderPlacedAt: '2026-03-02T09:00:00Z',
          state: 'PaymentSettled',
          currencyCode: 'EUR',
          totalWithTax: 9050,
          totalQuantity: 2,
          couponCodes: ['HELLO10'],
          customer: {
            id: 7,
            createdAt: '2026-03-01T00:00:00Z',
            emailAddress: 'ann@example.com',
            firstName: 'Ann',
          },
          lines: [{ quantity: 2, proratedLinePriceWithTax: 9050, productVariant: { productId: 77 } }],
        },
      },
    },
  },
  saleor: {
    topic: 'order_created',
    body: {
      issuedAt: '2026-03-02T09:00:00Z',
      order: {
        id: '1',
        created: '2026-03-02T09:00:00Z',
        isPaid: true,
        user: { id: '7', email: 'ann@example.com', firstName: 'Ann' },
        total: { gross: { amount: 90.5, currency: 'EUR' } },
        voucherCode: 'HELLO10',
        lines: [
          {
            quantity: 2,
            totalPrice: { gross: { amount: 90.5, currency: 'EUR' } },
            variant: { product: { id: '77' } },
          },
        ],
      },
    },
  },
};
