import { randomUUID } from 'node:crypto';
import {
  readerOf,
  type Shape,
  fields,
  flag,
  id,
  listOf,
  maybe,
  minor,
  text,
} from '../../../../core/shops/shape';
import { HostError } from '../../../../scripts/hosts/process.ts';

/** Somebody who calls one of Vendure's two APIs, signed in once they have logged in. */
class Caller {
  readonly #url: string;
  #token = '';

  constructor(url: string) {
    this.#url = url;
  }

  async ask<T>(document: string, data: Shape<T>, variables: object = {}): Promise<T> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.#token !== '' && { authorization: `Bearer ${this.#token}` }),
      },
      body: JSON.stringify({ query: document, variables }),
    });
    this.#token = response.headers.get('vendure-auth-token') ?? this.#token;
    const rawBody = Buffer.from(await response.text());
    if (rawBody.includes('"errors"')) throw new HostError(`Vendure said: ${rawBody.toString()}`);
    return readerOf(fields({ data }))({ rawBody }).data;
  }

  async login(username: string, password: string): Promise<void> {
    await this.ask(
      'mutation ($username: String!, $password: String!) { login(username: $username, password: $password) { ... on CurrentUser { id } } }',
      fields({ login: fields({ id }) }),
      { username, password },
    );
  }
}

/** What the shop said, or that it did as it was asked. */
const outcome = { errorCode: maybe(text), message: maybe(text) };
const ERROR = '... on ErrorResult { errorCode message }';

interface Cart {
  /** The code of the order that it is to become. */
  code: string;
  /** Cents, with tax. */
  total: number;
  /** What each coupon or other promotion takes off, in cents with tax. */
  discounts: number[];
}

const cart = fields({
  code: text,
  totalWithTax: minor,
  discounts: listOf(fields({ amountWithTax: minor })),
});
const CART = 'code totalWithTax discounts { amountWithTax }';
const cartOf = ({
  activeOrder: of,
}: {
  activeOrder: { code: string; totalWithTax: number; discounts: { amountWithTax: number }[] };
}): Cart => ({
  code: of.code,
  total: of.totalWithTax,
  discounts: of.discounts.map(({ amountWithTax }) => amountWithTax),
});

/** A customer in the shop, as a storefront serves them. */
export class VendureShopper {
  readonly email: string;
  readonly firstName: string;
  readonly id: string;
  readonly #shop: Caller;

  private constructor(shop: Caller, person: { email: string; firstName: string; id: string }) {
    this.#shop = shop;
    this.email = person.email;
    this.firstName = person.firstName;
    this.id = person.id;
  }

  static async register(url: string, firstName: string): Promise<VendureShopper> {
    const shop = new Caller(url);
    const email = `${firstName.toLowerCase()}-${randomUUID().slice(0, 8)}@shop.example`;
    const password = randomUUID();
    await shop.ask(
      'mutation ($input: RegisterCustomerInput!) { registerCustomerAccount(input: $input) { ... on Success { success } } }',
      fields({ registerCustomerAccount: fields({ success: flag }) }),
      { input: { emailAddress: email, firstName, lastName: 'Tester', password } },
    );
    await shop.login(email, password);
    const { activeCustomer } = await shop.ask(
      '{ activeCustomer { id } }',
      fields({ activeCustomer: fields({ id: text }) }),
    );
    return new VendureShopper(shop, { email, firstName, id: activeCustomer.id });
  }

  /** Begins a cart with a piece of each of these variants and chooses the parcel. */
  async begin(variants: readonly number[]): Promise<void> {
    for (const variant of variants) await this.add(variant);
    await this.#choosePlace();
  }

  /** Puts a piece of a variant into the cart. */
  async add(variant: number): Promise<void> {
    const { addItemToOrder } = await this.#shop.ask(
      `mutation ($id: ID!) { addItemToOrder(productVariantId: $id, quantity: 1) { ${ERROR} } }`,
      fields({ addItemToOrder: fields(outcome) }),
      { id: variant },
    );
    expectDone(addItemToOrder);
  }

  /** Enters a code. Answers what the shop says against it; nothing where it takes it, which may yet take off nothing. */
  async enter(code: string): Promise<string | undefined> {
    const { refusal } = await this.#apply(code);
    return refusal;
  }

  /** Takes a code back, and answers the total then, in cents. */
  async remove(code: string): Promise<number> {
    const { removeCouponCode } = await this.#shop.ask(
      'mutation ($code: String!) { removeCouponCode(couponCode: $code) { totalWithTax } }',
      fields({ removeCouponCode: fields({ totalWithTax: minor }) }),
      { code },
    );
    return removeCouponCode.totalWithTax;
  }

  /** Enters a code and takes it back. Answers how many cents it took off, or what the shop says against it. */
  async try(code: string): Promise<number | string> {
    const { total, refusal } = await this.#apply(code);
    return refusal ?? (await this.remove(code)) - total;
  }

  async #apply(code: string): Promise<{ total: number; refusal: string | undefined }> {
    const { applyCouponCode } = await this.#shop.ask(
      `mutation ($code: String!) { applyCouponCode(couponCode: $code) { ... on Order { totalWithTax } ${ERROR} } }`,
      fields({ applyCouponCode: fields({ totalWithTax: maybe(minor), ...outcome }) }),
      { code },
    );
    const { totalWithTax, errorCode } = applyCouponCode;
    return { total: totalWithTax ?? 0, refusal: errorCode ?? undefined };
  }

  async cart(): Promise<Cart> {
    return cartOf(await this.#shop.ask(`{ activeOrder { ${CART} } }`, fields({ activeOrder: cart })));
  }

  async #choosePlace(): Promise<void> {
    await this.#shop.ask(
      `mutation ($input: CreateAddressInput!) { setOrderShippingAddress(input: $input) { ${ERROR} } }`,
      fields({ setOrderShippingAddress: fields(outcome) }),
      {
        input: {
          fullName: this.firstName,
          streetLine1: 'Road 1',
          city: 'Town',
          postalCode: '10115',
          countryCode: 'DE',
        },
      },
    );
    const { eligibleShippingMethods } = await this.#shop.ask(
      '{ eligibleShippingMethods { id } }',
      fields({ eligibleShippingMethods: listOf(fields({ id })) }),
    );
    await this.#shop.ask(
      `mutation ($ids: [ID!]!) { setOrderShippingMethod(shippingMethodId: $ids) { ${ERROR} } }`,
      fields({ setOrderShippingMethod: fields(outcome) }),
      { ids: eligibleShippingMethods.slice(0, 1).map((method) => method.id) },
    );
  }

  /** Goes to pay: after this the cart cannot be changed. */
  async checkOut(): Promise<void> {
    const { transitionOrderToState } = await this.#shop.ask(
      `mutation { transitionOrderToState(state: "ArrangingPayment") { ${ERROR} } }`,
      fields({ transitionOrderToState: fields(outcome) }),
    );
    expectDone(transitionOrderToState);
  }

  /** Pays by card. Answers what the shop says against it. */
  async pay(): Promise<string | undefined> {
    const { addPaymentToOrder } = await this.#shop.ask(
      `mutation { addPaymentToOrder(input: { method: "card", metadata: {} }) { ${ERROR} } }`,
      fields({ addPaymentToOrder: fields(outcome) }),
    );
    return addPaymentToOrder.errorCode ?? undefined;
  }

  /** Buys what is in the cart, and answers the code of the order. */
  async buy(): Promise<string> {
    const { code } = await this.cart();
    await this.checkOut();
    const refusal = await this.pay();
    if (refusal !== undefined) throw new HostError(`Vendure did not take the payment: ${refusal}`);
    return code;
  }
}

const orderFound = fields({
  orders: fields({
    items: listOf(fields({ id, totalWithTax: minor, payments: listOf(fields({ id, amount: minor })) })),
  }),
});

const condition = fields({ code: text, args: listOf(fields({ value: text })) });

/** The shop's staff. */
export class VendureAdminDesk extends Caller {
  /** Cancels a whole order. */
  async cancel(code: string): Promise<void> {
    const { id: orderId } = await this.#order(code);
    const { cancelOrder } = await this.ask(
      `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { ${ERROR} } }`,
      fields({ cancelOrder: fields(outcome) }),
      { input: { orderId, reason: 'test', cancelShipping: true } },
    );
    expectDone(cancelOrder);
  }

  /** Gives cents of an order's payment back, and answers the refund's id. */
  async refund(code: string, amount: number): Promise<string> {
    const { payments } = await this.#order(code);
    const { refundOrder } = await this.ask(
      `mutation ($input: RefundOrderInput!) { refundOrder(input: $input) { ... on Refund { id } ${ERROR} } }`,
      fields({ refundOrder: fields({ id: maybe(id), ...outcome }) }),
      {
        input: { paymentId: payments[0]?.id, amount, reason: 'test', lines: [], shipping: 0, adjustment: 0 },
      },
    );
    expectDone(refundOrder);
    return String(refundOrder.id);
  }

  /** Makes a promotion of the shop's own. */
  async promote(couponCode: string): Promise<void> {
    const { createPromotion } = await this.ask(
      `mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { ${ERROR} } }`,
      fields({ createPromotion: fields(outcome) }),
      {
        input: {
          enabled: true,
          couponCode,
          conditions: [],
          actions: [{ code: 'free_shipping', arguments: [] }],
          translations: [{ languageCode: 'en', name: 'Own', description: '' }],
        },
      },
    );
    expectDone(createPromotion);
  }

  /** A new API key that may do everything. */
  async newApiKey(): Promise<string> {
    const { createApiKey } = await this.ask(
      'mutation { createApiKey(input: { roleIds: ["1"], translations: [{ languageCode: en, name: "Test" }] }) { apiKey } }',
      fields({ createApiKey: fields({ apiKey: text }) }),
    );
    return createApiKey.apiKey;
  }

  /** How many promotions there are with a code. */
  async promotions(code: string): Promise<number> {
    const { promotions } = await this.ask(
      'query ($code: String!) { promotions(options: { filter: { couponCode: { eq: $code } } }) { items { id } } }',
      fields({ promotions: fields({ items: listOf(fields({ id })) }) }),
      { code },
    );
    return promotions.items.length;
  }

  /** The promotions with a code, as the ids of the customers who alone may use each; nobody's where everybody may. */
  async holders(code: string): Promise<string[][]> {
    const { promotions } = await this.ask(
      'query ($code: String!) { promotions(options: { filter: { couponCode: { eq: $code } } }) { items { conditions { code args { value } } } } }',
      fields({ promotions: fields({ items: listOf(fields({ conditions: listOf(condition) })) }) }),
      { code },
    );
    return Promise.all(
      promotions.items.map(async ({ conditions }) => {
        const group = conditions.find((one) => one.code === 'customer_group')?.args[0];
        return group ? this.#customersIn(group.value) : [];
      }),
    );
  }

  async #customersIn(group: string): Promise<string[]> {
    const { customerGroup } = await this.ask(
      'query ($id: ID!) { customerGroup(id: $id) { customers { items { id } } } }',
      fields({ customerGroup: fields({ customers: fields({ items: listOf(fields({ id: text })) }) }) }),
      { id: group },
    );
    return customerGroup.customers.items.map((customer) => customer.id);
  }

  /** The names of all customer groups. */
  async groups(): Promise<string[]> {
    const { customerGroups } = await this.ask(
      '{ customerGroups { items { name } } }',
      fields({ customerGroups: fields({ items: listOf(fields({ name: text })) }) }),
    );
    return customerGroups.items.map(({ name }) => name);
  }

  async #order(code: string) {
    const { orders } = await this.ask(
      'query ($code: String!) { orders(options: { filter: { code: { eq: $code } } }) { items { id totalWithTax payments { id amount } } } }',
      orderFound,
      { code },
    );
    const [order] = orders.items;
    if (!order) throw new HostError(`Vendure has no order ${code}.`);
    return order;
  }
}

function expectDone({
  errorCode,
  message,
}: {
  errorCode?: string | null | undefined;
  message?: string | null | undefined;
}): void {
  if (errorCode != null) throw new HostError(`Vendure refused: ${message ?? errorCode}`);
}
