import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type OnApplicationBootstrap } from '@nestjs/common';
import {
  ConfigService,
  type Customer,
  CustomerEvent,
  CustomerService,
  EventBus,
  type ID,
  type JobQueue,
  JobQueueService,
  LanguageCode,
  Logger,
  type Order,
  OrderLineEvent,
  OrderPlacedEvent,
  OrderService,
  OrderStateTransitionEvent,
  PluginCommonModule,
  PromotionCondition,
  RefundEvent,
  RefundStateTransitionEvent,
  type RequestContext,
  VendurePlugin,
} from '@vendure/core';

/** What Shop Event Trigger is told of one event. */
type News = {
  /** The same each time that it is sent. */
  id: string;
  topic: string;
  /** JSON. */
  body: string;
};

/** Coupons that are not to be combined with others: they count as the only code of an order. */
const onlyCode = new PromotionCondition({
  code: 'shop_journeys_only_code',
  description: [
    { languageCode: LanguageCode.en, value: 'The order has no other coupon code' },
    { languageCode: LanguageCode.zh_Hans, value: '订单没有使用其他优惠码' },
  ],
  args: {},
  check: (_, { couponCodes }) => couponCodes.length === 1,
});

const customerOf = (customer: Customer) => ({
  id: customer.id,
  createdAt: customer.createdAt,
  updatedAt: customer.updatedAt,
  firstName: customer.firstName,
  lastName: customer.lastName,
  phoneNumber: customer.phoneNumber,
  emailAddress: customer.emailAddress,
  user: customer.user && { createdAt: customer.user.createdAt },
});

const orderOf = (order: Order) => ({
  code: order.code,
  orderPlacedAt: order.orderPlacedAt,
  state: order.state,
  currencyCode: order.currencyCode,
  totalWithTax: order.totalWithTax,
  totalQuantity: order.totalQuantity,
  // Not order.couponCodes: Vendure keeps there what somebody entered without getting anything for it.
  couponCodes: order.promotions.map(({ couponCode }) => couponCode).filter(Boolean),
  customer: order.customer && customerOf(order.customer),
  lines: order.lines.map(({ quantity, proratedLinePriceWithTax, productVariant }) => ({
    quantity,
    proratedLinePriceWithTax,
    productVariant: { productId: productVariant.productId },
  })),
});

/** A busy database may refuse to be read or to take a job; milliseconds between the tries. */
const PAUSES = [200, 1_000, 5_000];

async function untilItWorks(run: () => Promise<void>): Promise<void> {
  for (const ms of PAUSES) {
    try {
      return await run();
    } catch {
      await pause(ms);
    }
  }
  await run();
}

/**
 * Tells Shop Event Trigger what happens in the shop, at JOURNEYS_ADDRESS, signed with JOURNEYS_SECRET (whsec_…).
 * Vendure's job queue sends again what was not answered.
 */
@VendurePlugin({
  imports: [PluginCommonModule],
  compatibility: '^3.0.0',
  configuration: (config) => {
    config.promotionOptions.promotionConditions = [
      ...(config.promotionOptions.promotionConditions ?? []),
      onlyCode,
    ];
    return config;
  },
})
export class ShopJourneysPlugin implements OnApplicationBootstrap {
  private queue!: JobQueue<News>;

  constructor(
    private bus: EventBus,
    private jobs: JobQueueService,
    private customers: CustomerService,
    private orders: OrderService,
    private config: ConfigService,
  ) {}

  async onApplicationBootstrap() {
    this.queue = await this.jobs.createQueue({
      name: 'shop-journeys',
      process: ({ data }) => this.post(data),
    });
    this.bus.ofType(CustomerEvent).subscribe(({ ctx, type, entity }) => {
      if (type !== 'deleted') this.tell(ctx, `customer.${type}`, () => this.customer(ctx, entity.id));
    });
    this.bus.ofType(OrderLineEvent).subscribe(({ ctx, type, order }) => {
      this.tell(ctx, `cart.line.${type}`, () => this.order(ctx, order.id));
    });
    this.bus.ofType(OrderPlacedEvent).subscribe(({ ctx, order }) => {
      this.tell(ctx, 'order.placed', () => this.order(ctx, order.id));
    });
    this.bus.ofType(OrderStateTransitionEvent).subscribe(({ ctx, order, toState }) => {
      this.tell(ctx, 'order.state', async () => ({ ...(await this.order(ctx, order.id)), toState }));
    });
    this.bus.ofType(RefundEvent).subscribe(({ ctx, order, refund }) => {
      const { id, total, state: toState } = refund;
      const told = { toState, refund: { id, total } };
      this.tell(ctx, 'refund.created', async () => ({ ...(await this.order(ctx, order.id)), ...told }));
    });
    this.bus.ofType(RefundStateTransitionEvent).subscribe(({ ctx, order, refund, toState }) => {
      const told = { toState, refund: { id: refund.id, total: refund.total } };
      this.tell(ctx, 'refund.state', async () => ({ ...(await this.order(ctx, order.id)), ...told }));
    });
  }

  private async customer(ctx: RequestContext, id: ID) {
    const customer = await this.customers.findOne(ctx, id, ['user']);
    return { customer: customer && customerOf(customer) };
  }

  private async order(ctx: RequestContext, id: ID) {
    const relations = ['customer.user', 'lines.productVariant', 'shippingLines', 'surcharges', 'promotions'];
    const order = await this.orders.findOne(ctx, id, relations as never[]);
    return { order: order && orderOf(order) };
  }

  private tell(ctx: RequestContext, topic: string, read: () => Promise<object>) {
    const id = randomUUID();
    const createdAt = new Date().toISOString();
    // Decimal places of the shop's money.
    const { precision = 2 } = this.config.entityOptions.moneyStrategy;
    let body: string | undefined;
    const add = async () => {
      // Read at once and kept, for a later try would tell what has become of it meanwhile.
      body ??= JSON.stringify({ id, topic, createdAt, precision, data: await read() });
      await this.queue.add({ id, topic, body }, { retries: 20 });
    };
    untilItWorks(add).catch((error: unknown) => {
      Logger.error(`${topic} is not told: ${String(error)}`, 'ShopJourneysPlugin');
    });
  }

  private async post({ id, topic, body }: News) {
    const { JOURNEYS_ADDRESS: address = '', JOURNEYS_SECRET: secret = '' } = process.env;
    const seconds = Math.floor(Date.now() / 1000);
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': `v1,${signature}`,
      'x-vendure-topic': topic,
    };
    const answer = await fetch(address, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`Shop Journeys answered ${answer.status}: ${await answer.text()}`);
  }
}
