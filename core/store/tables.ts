import type { ColumnType, Generated } from 'kysely';

/** Milliseconds UTC. In the contact's time (see clock.ts) unless the column says wall. */
type Instant = number;
/** An integer in minor units of the row's currency. */
type Minor = number;
/** JSON text. */
type Json = string;
type Fixed<T> = ColumnType<T, T, never>;

/** A person. `profile` maps a field to its value and the instant it was said. */
export interface ContactTable {
  id: Fixed<number>;
  /** Wall. */
  created_at: Fixed<Instant>;
  profile: Json;
  /** Null for who has not unsubscribed, or has come back since. */
  unsubscribed_at: Instant | null;
  /** When the person last came back. */
  resubscribed_at: Instant | null;
  /** Wall. */
  rehearsal_since: Instant | null;
  rehearsal_speed: number | null;
  /** The contact that this one became part of. */
  merged_into: number | null;
}

/** The latest word of somebody on being written to, with what said so; the profile has the same words. */
export interface ConsentTable {
  contact_id: Fixed<number>;
  /** `consent.<medium>`, `consent.<medium>.<topic>`, or `marketing` for unsubscribing and coming back. */
  field: Fixed<string>;
  /** `granted` or `withdrawn`. */
  state: string;
  at: Instant;
  /** The event, by its source and its id there; of a file that was imported, `import` and its name. */
  source: string;
  source_id: string;
}

/** What leads to a contact: `customer:<source>`, `email`, `phone`; orders lead to theirs by `shop_order`. */
export interface IdentityTable {
  kind: Fixed<string>;
  value: Fixed<string>;
  contact_id: number;
}

/** The record of a merge: nothing about either contact is deleted. */
export interface ContactMergeTable {
  from_id: Fixed<number>;
  into_id: Fixed<number>;
  /** Wall. */
  at: Fixed<Instant>;
  /** The event whose identities showed that the two are one. */
  event_id: Fixed<number>;
}

export interface EventTable {
  id: Fixed<number>;
  source: Fixed<string>;
  source_id: Fixed<string>;
  contact_id: number;
  name: Fixed<string>;
  at: Fixed<Instant>;
  /** Wall. */
  received_at: Fixed<Instant>;
  /** What segments filter by (see `factsOf`); null where the event says nothing of it. */
  product: Fixed<string | null>;
  category: Fixed<string | null>;
  channel: Fixed<string | null>;
  /** Minor units, or points. */
  amount: Fixed<number | null>;
  data: Fixed<Json>;
}

/** One order as all of its events tell it, whatever the sequence they came in. */
export interface OrderTable {
  source: Fixed<string>;
  order_id: Fixed<string>;
  contact_id: number;
  placed_at: Instant | null;
  paid_at: Instant | null;
  cancelled_at: Instant | null;
  /** When the shop says that a coupon was used for it; shops that tell so beside the order say it again. */
  redeemed_at: Instant | null;
  /** Of the latest event that names it. */
  amount: Minor | null;
  currency: string | null;
  amount_at: Instant | null;
  refunded: Minor;
}

/** What an order was made of, and the coupons it used. */
export interface OrderPartTable {
  source: Fixed<string>;
  order_id: Fixed<string>;
  /** `product`, `category` or `coupon`. */
  kind: Fixed<string>;
  value: Fixed<string>;
  /** Pieces. */
  quantity: number | null;
  /** Paid for these pieces, in the order's currency. */
  amount: Minor | null;
}

/**
 * One narrow row a contact from its first moment on: what segments scan. What a stage follows from stands first,
 * because SQLite reads a row from its start.
 */
export interface RollupTable {
  contact_id: Fixed<number>;
  /** 1 while the contact rehearses: its time is its own. */
  rehearsing: Generated<number>;
  registered_at: Instant | null;
  /** Pieces in the cart at `cart_at`. */
  cart_items: number | null;
  /** Placed, neither paid nor cancelled. */
  orders_open: Generated<number>;
  /** Paid, neither cancelled nor wholly refunded. */
  orders_paid: Generated<number>;
  last_paid_at: Instant | null;
  first_paid_at: Instant | null;
  /** Days (UTC) with a paid order. */
  days_paid: Generated<number>;
  /** Paid less refunded, over the orders in `currency`. */
  spent: Generated<Minor>;
  /** Of the last paid order. */
  currency: string | null;
  orders_placed: Generated<number>;
  cart_at: Instant | null;
}

/** One passage of one contact through one journey. */
export interface EnrolmentTable {
  id: Generated<number>;
  journey: Fixed<string>;
  contact_id: number;
  /** Tells passages of one contact apart: '' when people pass once. */
  occurrence: string;
  started_at: Fixed<Instant>;
  /** The passage that goes on in place of this one, after a merge of contacts. */
  merged_into: number | null;
}

/** A place on a canvas that holds people. */
export interface StepTable {
  id: Generated<number>;
  key: Fixed<string>;
  host: string;
  workflow: string;
  title: string;
  /** Wall; the last time a running node asked for its people. */
  seen_at: Instant;
}

export interface WaitTable {
  id: Generated<number>;
  step_id: Fixed<number>;
  enrolment_id: number;
  /** The wait that the person passed before this one; 0 at first. Tells laps of a loop apart. */
  leg: Fixed<number>;
  contact_id: number;
  /** Name of the event that settles it; null when only time does. */
  event: Fixed<string | null>;
  /** What the event must be about (`order:…`, `category:…`, `coupon:…`); '' for anything. */
  about: Fixed<string>;
  /** Events from here on count. */
  since: Fixed<Instant>;
  /** The deadline. */
  due_at: Fixed<Instant>;
  /** Wall; when the row is next to be handed out: deadline, settlement, or end of a lease. Null once done. */
  ready_at: Instant | null;
  /** `settled`, `timed_out`, `merged`; null while undecided. */
  outcome: string | null;
  /** The event that settled it. */
  event_id: number | null;
  /** Held by whoever it was handed to. */
  claim: string | null;
  attempts: Generated<number>;
  /** The error of the last run that failed. */
  fault: string | null;
  item: Json;
}

export interface CouponTable {
  id: Generated<number>;
  enrolment_id: number;
  purpose: Fixed<string>;
  contact_id: number;
  /** `ledger`, `pool:<name>` or `shop:<name of the way in>`. */
  source: Fixed<string>;
  code: Fixed<string>;
  /** The code as orders name it, nobody else's: see `couponKey`. */
  code_key: Fixed<string>;
  /** `percentage`, `fixed`, `free_shipping`, `gift`. */
  kind: Fixed<string>;
  /** Hundredths of a percent, or minor units; 0 for free shipping and gifts. */
  value: Fixed<number>;
  currency: Fixed<string | null>;
  minimum_spend: Fixed<Minor | null>;
  starts_at: Fixed<Instant>;
  expires_at: Instant | null;
  /** `reserved`, `issued`, `released`, `revoked`; `redeemed` while an order of the owner's that stands uses it. */
  state: string;
  /** 1 for a rehearsal. */
  rehearsal: Fixed<number>;
  /** Why it was released or revoked. */
  reason: string | null;
  /** The shop's own id of it. */
  shop_id: string | null;
  /** JSON: what else it is, as core/coupons/terms.ts writes it; null for coupons of the first release. */
  terms: Json | null;
  /** Held by whoever is making a reserved one in the shop, until (wall). */
  claim: string | null;
  claimed_until: Instant | null;
  /** The shop's day of whose limits it is part; null where it is part of none. */
  counted_on: Fixed<string | null>;
  /** What it is expected to cost, in its currency. */
  liability: Generated<Minor>;
}

/** What a journey has given out of what limits are set for. */
export interface CouponBudgetTable {
  journey: Fixed<string>;
  /** The shop's day (2026-03-02); '' for all of them. */
  day: Fixed<string>;
  /** `coupons` counts them; a currency sums their expected liability in minor units. */
  unit: Fixed<string>;
  used: number;
}

/** A coupon's expiry was moved once by one step on one leg of the way. */
export interface CouponExtensionTable {
  coupon_id: Fixed<number>;
  step: Fixed<string>;
  leg: Fixed<number>;
  expires_at: Fixed<Instant>;
}

/**
 * A view: each placed, paid or otherwise told order that names a coupon of ours. It follows the orders, so it is the
 * same in whatever sequence their events came, and who turns out to be the owner redeemed their own.
 */
export interface RedemptionView {
  coupon_id: Fixed<number>;
  source: Fixed<string>;
  order_id: Fixed<string>;
  /** Whose order it is. */
  contact_id: Fixed<number>;
  /** In the time of whose order it is. */
  at: Fixed<Instant>;
  /** 1 when the order is the coupon's owner's; 0 when it is somebody else's. */
  own: Fixed<number>;
  /** 1 once the order is cancelled or wholly refunded. */
  given_back: Fixed<number>;
}

/** A change of somebody's points in the ledger kept here. */
export interface PointsChangeTable {
  id: Generated<number>;
  contact_id: number;
  enrolment_id: number;
  /** What must not happen twice in a passage: `grant:<purpose>`, `charge:<purpose>`; null once it was given back. */
  key: string | null;
  /** Points. */
  delta: Fixed<number>;
  /** What the person had after it, never below zero; of a contact who became one with another, what that one had. */
  balance: Fixed<number>;
  reason: Fixed<string>;
  at: Fixed<Instant>;
}

/** What somebody has: the sum of the changes, never below zero. */
export interface PointsBalanceTable {
  contact_id: Fixed<number>;
  balance: number;
}

export interface PoolCodeTable {
  pool: Fixed<string>;
  code: Fixed<string>;
  expires_at: Fixed<Instant | null>;
  /** Wall. */
  added_at: Fixed<Instant>;
  coupon_id: number | null;
  /** The batch in which it was made in the shop. */
  batch_id: Fixed<number | null>;
  /** 1 until the shop has it: nobody gets it before. */
  planned: Generated<number>;
}

/** Codes of a pool that are made together in a shop, as far as they are. */
export interface PoolBatchTable {
  id: Generated<number>;
  pool: Fixed<string>;
  name: Fixed<string>;
  /** The way into the shop. */
  shop: Fixed<string>;
  terms: Fixed<Json>;
  wanted: number;
  made: number;
  /** What the shop's answer to the last call gave for the next. */
  reference: string | null;
}

/** Whether it was told that fewer codes than the threshold are left in a pool. */
export interface PoolWarningTable {
  pool: Fixed<string>;
  threshold: Fixed<number>;
  /** 1 until the pool is refilled. */
  told: number;
}

export interface MessageTable {
  id: Generated<number>;
  enrolment_id: number;
  step: Fixed<string>;
  leg: Fixed<number>;
  channel: Fixed<string>;
  contact_id: number;
  address: string | null;
  /** `intended`, `sent`, `failed`, `unknown`, `not_sent`. */
  state: string;
  reason: string | null;
  provider_id: string | null;
  at: Instant;
  /** `marketing` or `transactional`. */
  purpose: Generated<string>;
  /** When a message that was not sent may be sent. */
  next_at: Instant | null;
  /** How often its provider could not take it. */
  attempts: Generated<number>;
}

/** Where links of messages lead to: each address of the web once. */
export interface MessageLinkTable {
  /** What it is called in links: the beginning of its hash. */
  name: Fixed<string>;
  url: Fixed<string>;
}

/** A text that messages are written from, as somebody saved it: a version is never changed. */
export interface MessageTemplateTable {
  name: Fixed<string>;
  /** Counted over all languages of the template. */
  version: Fixed<number>;
  /** BCP 47 tag. */
  language: Fixed<string>;
  format: Fixed<'plain' | 'html' | 'mjml'>;
  subject: Fixed<string>;
  /** Null: from this version on there is no text in this language. */
  body: Fixed<string | null>;
  /** The version since which people get this language whose own has no text; 0 for never. The greatest counts. */
  fallback_since: Fixed<number>;
  /** Wall. */
  at: Fixed<Instant>;
}

/** An account at a provider, as all who send by it share it. */
export interface SendingAccountTable {
  name: Fixed<string>;
  /** Microseconds UTC (wall): when all that may go at once could go again, had nothing gone meanwhile. */
  full_at: Generated<number>;
  /** Microseconds UTC (wall): the place of the last message in the queue. */
  queue_until: Generated<number>;
  /** Messages in a row that the provider could not take. */
  failures: Generated<number>;
  /** How often in a row it was left alone for a while. */
  rests: Generated<number>;
  /** Wall: until when it is left alone. */
  rest_until: Generated<Instant>;
}

/** What the messages of a channel cost on a day. */
export interface ChannelSpendTable {
  channel: Fixed<string>;
  currency: Fixed<string>;
  /** YYYY-MM-DD in the shop's zone. */
  day: Fixed<string>;
  /** Millionths of the currency's major unit. */
  micros: number;
}

/** An address that gets nothing any more, as a hash with the store's salt: it stays when the person is erased. */
export interface SuppressionTable {
  hash: Fixed<string>;
  /** `bounced`, `complained`, `gone`, `opted_out`, `erased`. */
  reason: Fixed<string>;
  /** Wall. */
  at: Fixed<Instant>;
}

/** What this store settles once for itself. */
export interface SettingTable {
  name: Fixed<string>;
  value: string;
}

/** What would have been sent: rehearsals and the outbox channel. */
export interface OutboxTable {
  message_id: Fixed<number>;
  channel: Fixed<string>;
  address: Fixed<string>;
  subject: Fixed<string | null>;
  body: Fixed<string>;
  at: Fixed<Instant>;
}

/** A version of a segment's definition. The current one of a name is what people mean by it. */
export interface SegmentTable {
  id: Generated<number>;
  name: Fixed<string>;
  version: Fixed<number>;
  /** See core/segments/definition. */
  definition: Fixed<Json>;
  /** The definition with each segment that it names written out: what is evaluated. */
  resolved: Fixed<Json>;
  /** `building` until everybody has been looked at, then `current`, then `retired`. */
  state: string;
  /**
   * The last contact that the keeper has been through, and the last that it has to: to look at them while the version
   * is building, again while it is current (after a scoring run), to forget them once it is retired.
   */
  built_to: Generated<number>;
  build_to: number;
  /** Wall. */
  created_at: Fixed<Instant>;
}

/** A contact in a segment, or one whom time alone may bring into it. */
export interface MembershipTable {
  contact_id: Fixed<number>;
  segment_id: Fixed<number>;
  /** When the contact entered; null for somebody who is not in it. */
  since: Instant | null;
  /** Wall; the next instant at which a window can change it. */
  flips_at: Instant | null;
}

/** A place on a canvas where people start as they enter or leave a segment. */
export interface SubscriptionTable {
  step_id: Fixed<number>;
  /** `entered` or `left`. */
  change: Fixed<string>;
  segment: string;
  /** JSON of the journey's name and re-entry rule. */
  enrols: Json;
}

/** What is known across people, as of the last scoring run: cuts, weights, parameters of models. */
export interface ScoringTable {
  name: Fixed<string>;
  /** Wall. */
  computed_at: Instant;
  value: Json;
}

/** How many people favoured a product, as of the last scoring run. */
export interface ProductPopularityTable {
  product: Fixed<string>;
  contacts: number;
}

/** Who does a job that one process at a time may do. */
export interface LeaseTable {
  name: Fixed<string>;
  holder: string;
  /** Wall. */
  until: Instant;
}

/** A file of history, as far as it is imported. */
export interface ImportFileTable {
  /** Digest of what is in the file and of how it is read. */
  key: Fixed<string>;
  name: Fixed<string>;
  /** Wall; when what the file says was true. */
  said_at: Fixed<Instant>;
  /** Where to go on: a byte in the file, and how many rows after it are done. */
  byte: number;
  done: number;
  /** Rows that were read, and those of them that were rejected. */
  row_count: number;
  rejected: number;
  /** JSON: how many rows were rejected by reason. */
  reasons: Json;
  /** Wall; when the last row was done. */
  finished_at: Instant | null;
}

/** Contacts of whom an import told something that their rollups and segments do not show yet. */
export interface ImportContactTable {
  contact_id: Fixed<number>;
}

/** A believed delivery of a shop that was not understood, until it is. */
export interface RejectionTable {
  id: Generated<number>;
  /** What the trigger calls the shop that sent it; with `delivery`, unique. */
  source: Fixed<string>;
  /** The shop's name for the delivery, the same each time that it comes. */
  delivery: Fixed<string>;
  /** The kind of shop: see core/shops. */
  shop: Fixed<string>;
  topic: Fixed<string>;
  /** Wall. */
  received_at: Fixed<Instant>;
  reason: string;
  body: Fixed<string>;
  /** JSON: the settings and the place of the trigger that received it. */
  receiver: Fixed<Json>;
}

/** A topic of which a shop tells, and which tells nothing of anybody. */
export interface IgnoredTopicTable {
  source: Fixed<string>;
  topic: Fixed<string>;
  shop: string;
  times: number;
  /** Wall. */
  last_at: Instant;
}

/** A product of a shop as it was told last. Each part has the instant at which it was said (wall). */
export interface ProductTable {
  source: Fixed<string>;
  product_id: Fixed<string>;
  title: string | null;
  title_at: Instant | null;
  category: string | null;
  category_at: Instant | null;
  price: Minor | null;
  currency: string | null;
  price_at: Instant | null;
  /** Pieces. */
  stock: number | null;
  stock_at: Instant | null;
}

/** A product's price or stock became another. */
export interface ProductChangeTable {
  source: Fixed<string>;
  product_id: Fixed<string>;
  /** `product_price_changed`, `product_stock_changed`. */
  name: Fixed<string>;
  /** Wall; when the shop said so. */
  at: Fixed<Instant>;
  /** Minor units of `currency`, or pieces. */
  from_value: Fixed<number>;
  to_value: Fixed<number>;
  currency: Fixed<string | null>;
}

/** How far the history of a shop is loaded. */
export interface ShopHistoryTable {
  source: Fixed<string>;
  /** The way into the shop: see core/shops/accounts.ts. */
  api: Fixed<string>;
  /** `customers`, `products`, `orders`. */
  kind: Fixed<string>;
  /** Where to go on; null at the beginning. */
  cursor: string | null;
  /** Answers of the shop that are taken in; two processes never take in the same one. */
  pages: number;
  /** How many customers, products or orders are loaded, and how many there are, where the shop tells. */
  done: number;
  total: number | null;
  /** Wall; history is what happened before. */
  begun_at: Instant;
  /** Wall. */
  finished_at: Instant | null;
}

/** Up to where a shop has been asked what changed. */
export interface ShopChangeTable {
  source: Fixed<string>;
  api: Fixed<string>;
  cursor: string | null;
  /** Answers that are taken in; two processes never take in the same one. */
  asks: number;
  /** Wall; the last answer. */
  asked_at: Instant;
}

/** An address of ours that webhooks are registered for in a shop. */
export interface ShopWebhookTable {
  address: Fixed<string>;
  source: string;
  api: string;
  /** The trigger that it belongs to. */
  receiver: string;
  /** 0 once no trigger wants it any more and the shop is yet to be told. */
  wanted: number;
}

/** The next free id of a table whose ids are given out before the insert. */
export interface CounterTable {
  name: Fixed<string>;
  next: number;
}

export interface Tables {
  contact: ContactTable;
  identity: IdentityTable;
  contact_merge: ContactMergeTable;
  consent: ConsentTable;
  event: EventTable;
  shop_order: OrderTable;
  order_part: OrderPartTable;
  rollup: RollupTable;
  enrolment: EnrolmentTable;
  step: StepTable;
  wait: WaitTable;
  coupon: CouponTable;
  redemption: RedemptionView;
  points_change: PointsChangeTable;
  points_balance: PointsBalanceTable;
  coupon_budget: CouponBudgetTable;
  coupon_extension: CouponExtensionTable;
  pool_code: PoolCodeTable;
  pool_batch: PoolBatchTable;
  pool_warning: PoolWarningTable;
  message: MessageTable;
  message_link: MessageLinkTable;
  message_template: MessageTemplateTable;
  outbox: OutboxTable;
  sending_account: SendingAccountTable;
  channel_spend: ChannelSpendTable;
  suppression: SuppressionTable;
  setting: SettingTable;
  counter: CounterTable;
  segment: SegmentTable;
  membership: MembershipTable;
  subscription: SubscriptionTable;
  scoring: ScoringTable;
  product_popularity: ProductPopularityTable;
  lease: LeaseTable;
  import_file: ImportFileTable;
  import_contact: ImportContactTable;
  rejection: RejectionTable;
  ignored_topic: IgnoredTopicTable;
  product: ProductTable;
  product_change: ProductChangeTable;
  shop_history: ShopHistoryTable;
  shop_change: ShopChangeTable;
  shop_webhook: ShopWebhookTable;
}
