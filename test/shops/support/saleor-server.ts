import { buildSchema, graphql, parse, validate } from 'graphql';
import type { Asked, Reply } from './faulty-server';

/** The part of Saleor's schema that is used, written down from its reference (https://docs.saleor.io/api-reference). */
const schema = buildSchema(`
  scalar DateTime
  scalar PositiveDecimal
  scalar JSONString
  enum OrderDirection { ASC DESC }
  enum UserSortField { FIRST_NAME LAST_NAME EMAIL ORDER_COUNT CREATED_AT LAST_MODIFIED_AT }
  enum OrderSortField { NUMBER RANK CREATED_AT LAST_MODIFIED_AT CUSTOMER PAYMENT FULFILLMENT_STATUS STATUS }
  enum ProductOrderField { NAME RANK PRICE MINIMAL_PRICE LAST_MODIFIED DATE TYPE PUBLISHED RATING CREATED_AT }
  input UserSortingInput { direction: OrderDirection! field: UserSortField! }
  input OrderSortingInput { direction: OrderDirection! field: OrderSortField! }
  input ProductOrder { direction: OrderDirection! field: ProductOrderField }
  enum VoucherTypeEnum { SHIPPING ENTIRE_ORDER SPECIFIC_PRODUCT }
  enum DiscountValueTypeEnum { FIXED PERCENTAGE }
  enum DiscountErrorCode {
    ALREADY_EXISTS GRAPHQL_ERROR INVALID NOT_FOUND REQUIRED UNIQUE CANNOT_MANAGE_PRODUCT_WITHOUT_VARIANT
    DUPLICATED_INPUT_ITEM VOUCHER_ALREADY_USED
  }
  enum VoucherCodeBulkDeleteErrorCode { GRAPHQL_ERROR NOT_FOUND INVALID }
  enum WebhookErrorCode { GRAPHQL_ERROR INVALID NOT_FOUND REQUIRED UNIQUE DELETE_FAILED SYNTAX MISSING_SUBSCRIPTION }
  enum WebhookEventTypeAsyncEnum {
    CUSTOMER_CREATED CUSTOMER_UPDATED CHECKOUT_CREATED CHECKOUT_UPDATED ORDER_CREATED ORDER_FULLY_PAID
    ORDER_CANCELLED ORDER_REFUNDED ORDER_FULLY_REFUNDED PRODUCT_CREATED PRODUCT_UPDATED
    PRODUCT_VARIANT_UPDATED PRODUCT_VARIANT_STOCK_UPDATED
  }
  enum OrderStatus { DRAFT UNCONFIRMED UNFULFILLED PARTIALLY_FULFILLED FULFILLED CANCELED EXPIRED }
  enum OrderEventsEnum { PLACED CONFIRMED ORDER_FULLY_PAID CANCELED PAYMENT_REFUNDED OTHER }
  enum TransactionEventTypeEnum { CHARGE_SUCCESS REFUND_SUCCESS REFUND_FAILURE }
  enum TransactionKind { CAPTURE REFUND }
  enum LanguageCodeEnum { EN DE }

  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Money { amount: Float! currency: String! }
  type TaxedMoney { gross: Money! net: Money! }
  type CountryDisplay { code: String! }
  type Address { id: ID! firstName: String! lastName: String! phone: String country: CountryDisplay! }
  type User {
    id: ID! email: String! firstName: String! lastName: String! languageCode: LanguageCodeEnum!
    dateJoined: DateTime! updatedAt: DateTime! defaultBillingAddress: Address
  }
  type UserCountableEdge { node: User! }
  type UserCountableConnection { pageInfo: PageInfo! edges: [UserCountableEdge!]! totalCount: Int }

  type Category { id: ID! name: String! parent: Category }
  type TaxedMoneyRange { start: TaxedMoney stop: TaxedMoney }
  type ProductPricingInfo { priceRange: TaxedMoneyRange }
  type Stock { id: ID! quantity: Int! quantityAllocated: Int! }
  type ProductVariant { id: ID! trackInventory: Boolean! stocks: [Stock!] product: Product! }
  type Product {
    id: ID! name: String! updatedAt: DateTime! category: Category pricing: ProductPricingInfo
    variants: [ProductVariant!]
  }
  type ProductCountableEdge { node: Product! }
  type ProductCountableConnection { pageInfo: PageInfo! edges: [ProductCountableEdge!]! totalCount: Int }

  type OrderLine { id: ID! quantity: Int! totalPrice: TaxedMoney! variant: ProductVariant }
  type OrderEvent { id: ID! date: DateTime type: OrderEventsEnum }
  type TransactionEvent { id: ID! type: TransactionEventTypeEnum createdAt: DateTime! amount: Money! }
  type TransactionItem { id: ID! events: [TransactionEvent!]! }
  type Transaction { id: ID! kind: TransactionKind! isSuccess: Boolean! created: DateTime! amount: Money }
  type Payment { id: ID! transactions: [Transaction!] }
  type Order {
    id: ID! created: DateTime! updatedAt: DateTime! status: OrderStatus! isPaid: Boolean! userEmail: String
    languageCodeEnum: LanguageCodeEnum! user: User billingAddress: Address total: TaxedMoney! voucherCode: String
    lines: [OrderLine!]! events: [OrderEvent!]! transactions: [TransactionItem!]! payments: [Payment!]!
  }
  type OrderCountableEdge { node: Order! }
  type OrderCountableConnection { pageInfo: PageInfo! edges: [OrderCountableEdge!]! totalCount: Int }
  type CheckoutLine { id: ID! quantity: Int! }
  type Checkout {
    id: ID! updatedAt: DateTime! email: String languageCode: LanguageCodeEnum! user: User billingAddress: Address
    shippingAddress: Address lines: [CheckoutLine!]!
  }

  type Channel { id: ID! slug: String! currencyCode: String! }
  type VoucherCode { id: ID! code: String used: Int isActive: Boolean createdAt: DateTime! }
  type VoucherCodeCountableEdge { node: VoucherCode! }
  type VoucherCodeCountableConnection { pageInfo: PageInfo! edges: [VoucherCodeCountableEdge!]! totalCount: Int }
  type Voucher {
    id: ID! name: String endDate: DateTime codes(first: Int, after: String): VoucherCodeCountableConnection
  }
  type VoucherCountableEdge { node: Voucher! }
  type VoucherCountableConnection { pageInfo: PageInfo! edges: [VoucherCountableEdge!]! totalCount: Int }
  input VoucherFilterInput { search: String }
  input VoucherInput {
    type: VoucherTypeEnum name: String addCodes: [String!] startDate: DateTime endDate: DateTime
    discountValueType: DiscountValueTypeEnum products: [ID!] variants: [ID!] collections: [ID!] categories: [ID!]
    minCheckoutItemsQuantity: Int countries: [String!] applyOncePerOrder: Boolean applyOncePerCustomer: Boolean
    onlyForStaff: Boolean singleUse: Boolean usageLimit: Int
  }
  input VoucherChannelListingAddInput {
    channelId: ID! discountValue: PositiveDecimal minAmountSpent: PositiveDecimal
  }
  input VoucherChannelListingInput { addChannels: [VoucherChannelListingAddInput!] removeChannels: [ID!] }
  type DiscountError { field: String message: String code: DiscountErrorCode! voucherCodes: [String!] }
  type VoucherCreate { voucher: Voucher errors: [DiscountError!]! }
  type VoucherUpdate { voucher: Voucher errors: [DiscountError!]! }
  type VoucherDelete { voucher: Voucher errors: [DiscountError!]! }
  type VoucherChannelListingUpdate { voucher: Voucher errors: [DiscountError!]! }
  type VoucherCodeBulkDeleteError { path: String message: String code: VoucherCodeBulkDeleteErrorCode! }
  type VoucherCodeBulkDelete { count: Int! errors: [VoucherCodeBulkDeleteError!]! }

  type WebhookEventAsync { name: String! eventType: WebhookEventTypeAsyncEnum! }
  type Webhook {
    id: ID! name: String targetUrl: String! isActive: Boolean! asyncEvents: [WebhookEventAsync!]!
    subscriptionQuery: String
  }
  type App { id: ID! webhooks: [Webhook!] }
  input WebhookCreateInput {
    name: String targetUrl: String asyncEvents: [WebhookEventTypeAsyncEnum!] app: ID isActive: Boolean
    query: String customHeaders: JSONString
  }
  type WebhookError { field: String message: String code: WebhookErrorCode! }
  type WebhookCreate { webhook: Webhook errors: [WebhookError!]! }
  type WebhookDelete { webhook: Webhook errors: [WebhookError!]! }

  type Query {
    channel(id: ID, slug: String): Channel
    voucher(id: ID!, channel: String): Voucher
    vouchers(first: Int, after: String, filter: VoucherFilterInput, channel: String): VoucherCountableConnection
    app(id: ID): App
    customers(first: Int, after: String, sortBy: UserSortingInput): UserCountableConnection
    products(first: Int, after: String, sortBy: ProductOrder, channel: String): ProductCountableConnection
    orders(first: Int, after: String, sortBy: OrderSortingInput, channel: String): OrderCountableConnection
  }
  type Mutation {
    voucherCreate(input: VoucherInput!): VoucherCreate
    voucherUpdate(id: ID!, input: VoucherInput!): VoucherUpdate
    voucherDelete(id: ID!): VoucherDelete
    voucherCodeBulkDelete(ids: [ID!]!): VoucherCodeBulkDelete
    voucherChannelListingUpdate(id: ID!, input: VoucherChannelListingInput!): VoucherChannelListingUpdate
    webhookCreate(app: ID, input: WebhookCreateInput!): WebhookCreate
    webhookDelete(id: ID!): WebhookDelete
  }

  interface Event { issuedAt: DateTime }
  type CustomerCreated implements Event { issuedAt: DateTime user: User }
  type CustomerUpdated implements Event { issuedAt: DateTime user: User }
  type CheckoutCreated implements Event { issuedAt: DateTime checkout: Checkout }
  type CheckoutUpdated implements Event { issuedAt: DateTime checkout: Checkout }
  type OrderCreated implements Event { issuedAt: DateTime order: Order }
  type OrderFullyPaid implements Event { issuedAt: DateTime order: Order }
  type OrderCancelled implements Event { issuedAt: DateTime order: Order }
  type OrderRefunded implements Event { issuedAt: DateTime order: Order }
  type OrderFullyRefunded implements Event { issuedAt: DateTime order: Order }
  type ProductCreated implements Event { issuedAt: DateTime product(channel: String): Product }
  type ProductUpdated implements Event { issuedAt: DateTime product(channel: String): Product }
  type ProductVariantUpdated implements Event { issuedAt: DateTime productVariant(channel: String): ProductVariant }
  type ProductVariantStockUpdated implements Event {
    issuedAt: DateTime productVariant(channel: String): ProductVariant
  }
  type Subscription { event: Event }
`);

export interface Voucher {
  id: string;
  name: string;
  codes: { id: string; code: string; used: number; isActive: boolean }[];
  /** What was said of it when it was made, and since. */
  input: Record<string, unknown>;
  listings: Record<string, unknown>[];
}

export interface Webhook {
  id: string;
  name: string;
  targetUrl: string;
  isActive: boolean;
  asyncEvents: { name: string; eventType: string }[];
  subscriptionQuery: string;
}

interface Paging {
  first: number;
  after?: string | null;
}

/** The part of Saleor's GraphQL API that is called: each document and its variables are checked against the schema. */
export class SaleorServer {
  readonly vouchers: Voucher[] = [];
  readonly webhooks: Webhook[] = [];
  readonly lists: Record<'customers' | 'products' | 'orders', readonly object[]> = {
    customers: [],
    products: [],
    orders: [],
  };
  #codes = 0;

  readonly answer = async ({ json, headers }: Asked): Promise<Reply> => {
    if (headers.authorization !== 'Bearer app-token')
      return complaint('PermissionDenied', 'You need permissions.');
    const { query, variables } = json as { query: string; variables: Record<string, unknown> };
    const result = await graphql({ schema, source: query, variableValues: variables, rootValue: this.#root });
    const [error] = result.errors ?? [];
    return error ? complaint('GraphQLError', error.message, 400) : { status: 200, body: result };
  };

  readonly #root = {
    channel: ({ slug }: { slug: string }) => (slug === 'de' ? { id: 'C1', slug, currencyCode: 'EUR' } : null),
    voucher: ({ id }: { id: string }) => this.#shown(this.#voucher(id)),
    vouchers: ({ filter, ...paging }: Paging & { filter: { search: string } }) => {
      const part = filter.search.toLowerCase();
      const matches = this.vouchers.filter(({ name, codes }) =>
        [name, ...codes.map(({ code }) => code)].some((text) => text.toLowerCase().includes(part)),
      );
      return paged(
        matches.map((voucher) => this.#shown(voucher)),
        paging,
      );
    },
    app: () => ({ id: 'A1', webhooks: this.webhooks }),
    customers: (paging: Paging) => paged(this.lists.customers, paging),
    products: (paging: Paging) => paged(this.lists.products, paging),
    orders: (paging: Paging) => paged(this.lists.orders, paging),
    voucherCreate: ({ input }: { input: Record<string, unknown> }) => {
      const { addCodes, name, ...rest } = input;
      const codes = addCodes as string[];
      const errors = this.#taken(codes);
      if (errors.length > 0) return { voucher: null, errors };
      const id = `V${this.vouchers.length + 1}`;
      this.vouchers.push({ id, name: String(name), codes: [], input: rest, listings: [] });
      return this.#add(id, codes);
    },
    voucherUpdate: ({ id, input }: { id: string; input: Record<string, unknown> }) => {
      const voucher = this.#voucher(id);
      if (!voucher) return { voucher: null, errors: [gone] };
      const { addCodes = [], ...rest } = input;
      const codes = addCodes as string[];
      const errors = this.#taken(codes);
      if (errors.length > 0) return { voucher: null, errors };
      Object.assign(voucher.input, rest);
      return this.#add(id, codes);
    },
    voucherDelete: ({ id }: { id: string }) => {
      const at = this.vouchers.findIndex((one) => one.id === id);
      if (at < 0) return { voucher: null, errors: [gone] };
      this.vouchers.splice(at, 1);
      return { voucher: null, errors: [] };
    },
    voucherCodeBulkDelete: ({ ids }: { ids: string[] }) => {
      for (const voucher of this.vouchers)
        voucher.codes = voucher.codes.filter(({ id }) => !ids.includes(id));
      return { count: ids.length, errors: [] };
    },
    voucherChannelListingUpdate: ({
      id,
      input,
    }: {
      id: string;
      input: { addChannels: Record<string, unknown>[] };
    }) => {
      const voucher = this.#voucher(id);
      if (!voucher) return { voucher: null, errors: [gone] };
      voucher.listings = input.addChannels;
      return { voucher: this.#shown(voucher), errors: [] };
    },
    webhookCreate: ({ input }: { input: Record<string, unknown> }) => {
      const webhook: Webhook = {
        id: `W${this.webhooks.length + 1}`,
        name: String(input['name']),
        targetUrl: String(input['targetUrl']),
        isActive: input['isActive'] === true,
        asyncEvents: (input['asyncEvents'] as string[]).map((eventType) => ({ name: eventType, eventType })),
        subscriptionQuery: String(input['query']),
      };
      const [error] = validate(schema, parse(webhook.subscriptionQuery));
      if (error) return { webhook: null, errors: [{ code: 'SYNTAX', message: error.message }] };
      this.webhooks.push(webhook);
      return { webhook, errors: [] };
    },
    webhookDelete: ({ id }: { id: string }) => {
      const at = this.webhooks.findIndex((one) => one.id === id);
      if (at < 0) return { webhook: null, errors: [gone] };
      this.webhooks.splice(at, 1);
      return { webhook: null, errors: [] };
    },
  };

  #voucher(id: string): Voucher | undefined {
    return this.vouchers.find((one) => one.id === id);
  }

  #shown(voucher: Voucher | undefined): object | null {
    if (!voucher) return null;
    const { id, name, input, codes } = voucher;
    return { id, name, endDate: input['endDate'] ?? null, codes: (paging: Paging) => paged(codes, paging) };
  }

  /** Codes are unique among all vouchers; all are added, or none. */
  #taken(codes: readonly string[]): object[] {
    const known = new Set(this.vouchers.flatMap((voucher) => voucher.codes.map(({ code }) => code)));
    const voucherCodes = codes.filter((code) => known.has(code));
    if (voucherCodes.length === 0) return [];
    return [
      {
        field: 'addCodes',
        code: 'ALREADY_EXISTS',
        message: 'Voucher with this code already exists.',
        voucherCodes,
      },
    ];
  }

  #add(id: string, codes: readonly string[]): object {
    const voucher = this.#voucher(id);
    const added = codes.map((code) => ({ id: `K${(this.#codes += 1)}`, code, used: 0, isActive: true }));
    voucher?.codes.unshift(...added);
    return { voucher: this.#shown(voucher), errors: [] };
  }
}

const gone = { field: 'id', code: 'NOT_FOUND', message: 'Couldn’t resolve to a node.' };

const complaint = (code: string, message: string, status = 200): Reply => ({
  status,
  body: { errors: [{ message, extensions: { exception: { code } } }], data: null },
});

function paged(all: readonly (object | null)[], { first, after }: Paging): object {
  const from = Number(after ?? 0);
  const end = from + first;
  return {
    totalCount: all.length,
    edges: all.slice(from, end).map((node) => ({ node })),
    pageInfo: { hasNextPage: end < all.length, endCursor: String(Math.min(end, all.length)) },
  };
}
