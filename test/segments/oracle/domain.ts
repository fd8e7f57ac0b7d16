/** Small domains, with what is easily confused: conditions are often true, and bounds are hit exactly. */
export const HOUR = 3_600_000;

/** Hours that most things happen at, as far apart as spans are long. */
export const hours = [0, -1, -2, -24, -25, -26, -48];

/** Hours in which calendars differ: a Monday, Berlin's change to summer time, its new year. */
export const anchors = ['2026-03-02T09:00Z', '2026-03-29T01:00Z', '2026-12-31T23:00Z'].map((text) =>
  Date.parse(text),
);

export const zones = ['Europe/Berlin', 'Asia/Shanghai', 'America/New_York'];
export const sources = ['shop', 'outlet'];
export const products = ['p1', 'P1', 'p_1', 'p%'];
export const categories = [
  'Audio',
  'Audio > Earphones',
  'audio > earphones > Wireless',
  'Audiobooks',
  'Möbel > Stühle',
];
export const channels = ['email', 'sms', 'push', 'whatsapp'];
export const coupons = ['WELCOME', 'spring'];
export const purposes = ['welcome', 'winback'];
/** By the order's number, so that an order has one. */
export const currencies = ['EUR', 'USD', 'EUR', 'JPY'];
export const amounts = [0, 500, 1000, 1500, 2000];
export const vias = ['recommendation', 'search'];
export const cities = ['Köln', 'köln', 'Ulm', '100%'];
export const tags = ['vip', 'vip2', 'berlin'];

/** Names of events about a product. */
export const productEvents = ['product_viewed', 'product_favourited', 'cart_updated'];
export const orderEvents = ['order_placed', 'order_paid', 'order_cancelled', 'order_refunded'];
export const messageEvents = ['message_opened', 'message_clicked'];
export const pointEvents = ['points_earned'];
export const otherEvents = ['customer_registered', 'coupon_redeemed', 'quiz_finished'];
