import { randomUUID } from 'node:crypto';
import { minorOf } from '../../../core/shops/amount';
import { decimal, fields, listOf, maybe, readerOf, text } from '../../../core/shops/shape';
import { HostError } from '../../../scripts/hosts/process.ts';
import { Caller, listed } from './caller';
import type { Product } from './goods';
import type { Storefront } from './outfit';

interface Cart {
  /** Cents. */
  total: number;
  /** The codes that count. */
  codes: string[];
}

const cart = fields({
  cart: fields({ total: decimal, promotions: maybe(listOf(fields({ code: text }))) }),
});
const refusal = fields({ message: text });

const ADDRESS = {
  first_name: 'Test',
  last_name: 'Tester',
  address_1: 'Road 1',
  city: 'Town',
  postal_code: '10115',
  country_code: 'de',
};

/** A customer in the shop, as a storefront serves them. */
export class MedusaShopper {
  readonly email: string;
  readonly id: string;
  readonly #shop: Caller;
  readonly #front: Storefront;
  #cart = '';

  private constructor(shop: Caller, front: Storefront, { email, id }: { email: string; id: string }) {
    this.#shop = shop;
    this.#front = front;
    this.email = email;
    this.id = id;
  }

  static async register(url: string, front: Storefront, firstName: string): Promise<MedusaShopper> {
    const shop = new Caller(url, { 'x-publishable-api-key': front.key });
    const email = `${firstName.toLowerCase()}-${randomUUID().slice(0, 8)}@shop.example`;
    const password = randomUUID();
    await shop.login('customer/emailpass/register', email, password);
    const id = await shop.make('customer', '/store/customers', { email, first_name: firstName });
    await shop.login('customer/emailpass', email, password);
    return new MedusaShopper(shop, front, { email, id });
  }

  /** Begins a cart with a piece of each of these and chooses the parcel. Answers the cart's id. */
  async begin(products: readonly Product[]): Promise<string> {
    this.#cart = await this.#shop.make('cart', '/store/carts', { region_id: this.#front.region });
    for (const product of products) await this.add(product);
    await this.#change('', { shipping_address: ADDRESS, billing_address: ADDRESS });
    await this.#change('/shipping-methods', { option_id: this.#front.parcel });
    return this.#cart;
  }

  /** Puts a piece into the cart. */
  async add({ variant }: Product): Promise<void> {
    await this.#change('/line-items', { variant_id: variant, quantity: 1 });
  }

  async cart(): Promise<Cart> {
    const { cart: now } = await this.#shop.ask(`/store/carts/${this.#cart}`, cart);
    return {
      total: minorOf(now.total, 'EUR', 'total'),
      codes: (now.promotions ?? []).map(({ code }) => code),
    };
  }

  /** Enters a code. Answers what the shop says against it; nothing where it takes it, which may yet take off nothing. */
  async enter(code: string): Promise<string | undefined> {
    const { status, rawBody } = await this.#codes('POST', code);
    return status < 400 ? undefined : readerOf(refusal)({ rawBody }).message;
  }

  /** Enters a code and takes it back. Answers how many cents it took off, or what the shop says against it. */
  async try(code: string): Promise<number | string> {
    const refused = await this.enter(code);
    if (refused !== undefined) return refused;
    const { total } = await this.cart();
    await this.#codes('DELETE', code);
    return (await this.cart()).total - total;
  }

  /** Orders what is in the cart; the payment is authorised. Answers the order's id. */
  async order(): Promise<string> {
    const collection = await this.#shop.make('payment_collection', '/store/payment-collections', {
      cart_id: this.#cart,
    });
    await this.#shop.ask(`/store/payment-collections/${collection}/payment-sessions`, fields({}), {
      provider_id: 'pp_system_default',
    });
    return this.#shop.make('order', `/store/carts/${this.#cart}/complete`, {});
  }

  #change(what: string, json: object): Promise<object> {
    return this.#shop.ask(`/store/carts/${this.#cart}${what}`, fields({}), json);
  }

  #codes(method: 'POST' | 'DELETE', code: string) {
    return this.#shop.send(method, `/store/carts/${this.#cart}/promotions`, { promo_codes: [code] });
  }
}

const payments = fields({
  order: fields({ payment_collections: listOf(fields({ payments: listed })) }),
});

/** The shop's staff. */
export class MedusaStaff extends Caller {
  /** A new secret key, with which the shop's account is opened. */
  async newSecretKey(): Promise<string> {
    const { api_key } = await this.ask('/admin/api-keys', fields({ api_key: fields({ token: text }) }), {
      title: 'Shop Journeys',
      type: 'secret',
    });
    return api_key.token;
  }

  /** Takes the money that was authorised for an order. */
  async capture(order: string): Promise<void> {
    await this.ask(`/admin/payments/${await this.#paymentOf(order)}/capture`, fields({}), {});
  }

  /** Gives cents of an order back, and answers the refund's id. */
  async refund(order: string, cents: number): Promise<string> {
    const { payment } = await this.ask(
      `/admin/payments/${await this.#paymentOf(order)}/refund`,
      fields({ payment: fields({ refunds: listed }) }),
      { amount: cents / 100 },
    );
    return String(payment.refunds[0]?.id);
  }

  /** Cancels a whole order. */
  async cancel(order: string): Promise<void> {
    await this.ask(`/admin/orders/${order}/cancel`, fields({}), {});
  }

  /** Makes a promotion of the shop's own. */
  async promote(code: string): Promise<void> {
    await this.ask('/admin/promotions', fields({}), {
      code,
      type: 'standard',
      status: 'active',
      application_method: { type: 'percentage', target_type: 'order', allocation: 'across', value: 1 },
    });
  }

  /** How many promotions there are with a code. */
  async promotions(code: string): Promise<number> {
    const { promotions } = await this.ask(
      `/admin/promotions?code=${encodeURIComponent(code)}`,
      fields({ promotions: listed }),
    );
    return promotions.length;
  }

  async #paymentOf(order: string): Promise<string> {
    const { order: told } = await this.ask(
      `/admin/orders/${order}?fields=id,payment_collections.payments.id`,
      payments,
    );
    const [payment] = told.payment_collections.flatMap((collection) => collection.payments);
    if (!payment) throw new HostError(`The order ${order} has no payment in Medusa.`);
    return payment.id;
  }
}
