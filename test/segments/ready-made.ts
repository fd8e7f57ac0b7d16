import {
  cancelled,
  cart,
  deed,
  type Example,
  favoured,
  HOUR,
  INSTANT,
  message,
  paid,
  placed,
  points,
  product,
  recommended,
  refunded,
  registered,
} from './stories';

/** For each ready-made segment. */
export const examples: Record<string, Example> = {
  'registered-without-cart': {
    inside: {
      'registered long ago': [registered(400)],
      'emptied the cart': [registered(3), cart(2), cart(1, 0)],
      'gave the only order back': [registered(3), paid('a', 2), refunded('a', 1)],
    },
    outside: {
      'has a cart': [registered(3), cart(1)],
      'ordered as a guest': [placed('a', 1)],
      'only looked around': [product('product_viewed', 1, 'p1')],
    },
  },
  'cart-without-order': {
    inside: {
      'filled the cart': [registered(3), cart(1)],
      'filled it as a guest': [cart(1)],
      'cancelled the order': [cart(3), placed('a', 2), cancelled('a', 1)],
    },
    outside: {
      'emptied it': [cart(2), cart(1, 0)],
      ordered: [cart(2), placed('a', 1)],
      'bought before': [paid('a', 200), cart(1)],
    },
  },
  'order-unpaid': {
    inside: { 'submitted an order': [registered(2), placed('a', 1)], 'half a year ago': [placed('a', 180)] },
    outside: {
      'paid it': [placed('a', 1), paid('a', 1)],
      'cancelled it': [placed('a', 2), cancelled('a', 1)],
      'paid another': [paid('a', 5), placed('b', 1)],
    },
  },
  'one-order': {
    inside: {
      'bought today': [paid('a', 0)],
      'almost lapsed': [paid('a', 90 - INSTANT)],
      'gave one of two back': [paid('a', 9), paid('b', 8), refunded('b', 7)],
    },
    outside: { 'bought twice': [paid('a', 9), paid('b', 8)], lapsed: [paid('a', 90)] },
  },
  repeat: {
    inside: {
      'bought twice': [paid('a', 300), paid('b', 8)],
      'thrice in a day': [paid('a', 1), paid('b', 1), paid('c', 1)],
    },
    outside: { 'bought once': [paid('a', 8)], lapsed: [paid('a', 300), paid('b', 90)] },
  },
  'favourites-without-order': {
    inside: {
      'marked a favourite': [favoured(40)],
      'and filled the cart': [favoured(2), cart(1)],
      'and cancelled the order': [favoured(3), placed('a', 2), cancelled('a', 1)],
    },
    outside: {
      registered: [registered(1)],
      'submitted an order': [favoured(2), placed('a', 1)],
      'bought long ago': [paid('a', 400), favoured(2)],
    },
  },
  'lapsed-1-month': {
    inside: { 'a month to the instant': [paid('a', 30)], 'far longer': [paid('a', 400), paid('b', 200)] },
    outside: {
      'an instant less': [paid('a', 30 - INSTANT)],
      'never bought': [registered(400)],
      'came back': [paid('a', 90), paid('b', 1)],
    },
  },
  'lapsed-3-months': {
    inside: { 'three months to the instant': [paid('a', 90)] },
    outside: {
      'an instant less': [paid('a', 90 - INSTANT)],
      'cancelled that order': [paid('a', 100), cancelled('a', 99)],
    },
  },
  'lapsed-6-months': {
    inside: { 'six months to the instant': [paid('a', 180)] },
    outside: { 'an instant less': [paid('a', 180 - INSTANT)], 'submitted, never paid': [placed('a', 200)] },
  },
  new: {
    inside: {
      'registered today': [registered(0)],
      'registered, bought once': [registered(20), paid('a', 10)],
      'bought once as a guest': [paid('a', 89)],
      'bought once, registered since': [paid('a', 200), registered(5)],
    },
    outside: {
      'registered long ago': [registered(90)],
      'bought twice': [registered(20), paid('a', 10), paid('b', 9)],
      'only looked around': [product('product_viewed', 1, 'p1')],
    },
  },
  returning: {
    inside: { 'bought twice, a month ago': [paid('a', 80), paid('b', 30)] },
    outside: {
      'bought this month': [paid('a', 80), paid('b', 29)],
      'bought once': [paid('a', 40)],
      dormant: [paid('a', 100), paid('b', 90)],
    },
  },
  'active-returning': {
    inside: { 'bought again this month': [paid('a', 300), paid('b', 29)] },
    outside: { 'an instant too late': [paid('a', 300), paid('b', 30)], 'bought once': [paid('a', 1)] },
  },
  dormant: {
    inside: {
      'registered, then silence': [registered(90)],
      'bought often, then stopped': [paid('a', 200), paid('b', 90)],
    },
    outside: {
      'registered lately': [registered(89)],
      'bought lately': [registered(300), paid('a', 89)],
      'only looked around': [product('product_viewed', 100, 'p1')],
    },
  },
  awareness: {
    inside: {
      'looked around': [product('product_viewed', 29, 'p1')],
      'opened a mail': [registered(300), message('message_opened', 1, 'email')],
      'favoured something long ago': [favoured(60), registered(1)],
    },
    outside: {
      'looked long ago': [product('product_viewed', 30, 'p1')],
      'filled the cart': [product('product_viewed', 2, 'p1'), cart(1)],
      bought: [paid('a', 400), product('product_viewed', 1, 'p1')],
    },
  },
  interest: {
    inside: {
      'marked a favourite': [favoured(29)],
      'submitted an order': [placed('a', 1)],
      'began to check out': [deed('checkout_started', 1)],
    },
    outside: {
      'long ago': [favoured(30)],
      'only looked around': [product('product_viewed', 1, 'p1')],
      bought: [favoured(2), paid('a', 1)],
    },
  },
  purchase: {
    inside: { 'bought once': [paid('a', 1)], 'the second time long ago': [paid('a', 365), paid('b', 1)] },
    outside: { 'bought twice': [paid('a', 364), paid('b', 1)], 'never paid': [placed('a', 1)] },
  },
  loyalty: {
    inside: { 'bought twice in a year': [paid('a', 364), paid('b', 1)] },
    outside: {
      'one of them cancelled': [paid('a', 300), cancelled('a', 299), paid('b', 1)],
      'one before the year': [paid('a', 365), paid('b', 1)],
    },
  },
  'never-bought': {
    inside: {
      registered: [registered(300)],
      'never paid': [registered(3), placed('a', 1)],
      'gave it back': [registered(9), paid('a', 8), refunded('a', 7)],
    },
    outside: { bought: [registered(300), paid('a', 299)], 'no member': [cart(1)] },
  },
  'points-active': {
    inside: {
      'earned points': [points('points_earned', 89, 10)],
      'used points': [points('points_redeemed', 1, 500)],
    },
    outside: { 'long ago': [points('points_earned', 90, 10)], 'bought without': [paid('a', 1)] },
  },
  'sms-sensitive': {
    inside: {
      'clicked and bought': [message('message_clicked', 179), paid('a', 1)],
      'replied and bought': [message('message_replied', 3), paid('a', 179)],
    },
    outside: {
      'clicked in a mail': [message('message_clicked', 3, 'email'), paid('a', 1)],
      'only opened it': [message('message_opened', 3), paid('a', 1)],
      'clicked and did not buy': [message('message_clicked', 3), placed('a', 1)],
      'bought too long ago': [message('message_clicked', 3), paid('a', 180)],
    },
  },
  'buyers-360-days': {
    inside: { 'bought 359 days ago': [paid('a', 359)] },
    outside: { 'bought 360 days ago': [paid('a', 360)], cancelled: [paid('a', 5), cancelled('a', 4)] },
  },
  'bought-twice-this-year-not-today': {
    inside: { 'twice this year': [paid('a', 50), paid('b', 10 * HOUR + INSTANT)] },
    outside: {
      'and today, since midnight in Berlin': [paid('a', 50), paid('b', 40), paid('c', 10 * HOUR)],
      'one of them last year': [paid('a', 61), paid('b', 3)],
    },
  },
  'active-in-category': {
    inside: {
      'viewed one of it': [product('product_viewed', 6, 'p1', 'audio')],
      'favoured one below it': [product('product_favourited', 1, 'p1', 'Audio > Earphones')],
      'carted one': [
        deed('cart_updated', 1, { cart: { items: 1 }, product: { id: 'p1', category: 'Audio' } }),
      ],
      'ordered one': [placed('a', 1, { items: [{ product: 'p1', category: 'Audio > Earphones' }] })],
    },
    outside: {
      'too long ago': [product('product_viewed', 7, 'p1', 'Audio')],
      'another category': [product('product_viewed', 1, 'p1', 'Audiobooks')],
      'no category said': [product('product_viewed', 1, 'p1')],
    },
  },
  'viewed-recommendation-not-bought': {
    inside: {
      'bought nothing in 15 days': [recommended(15)],
      'bought something else': [recommended(20), paid('a', 19, { items: [{ product: 'p2' }] })],
      'bought it too late': [recommended(20), paid('a', 5, { items: [{ product: 'p1' }] })],
    },
    outside: {
      'still has time': [recommended(15 - INSTANT)],
      'bought it': [recommended(20), paid('a', 5 + INSTANT, { items: [{ product: 'p1' }] })],
      'came on other ways': [product('product_viewed', 20, 'p1')],
      'a month ago': [recommended(30)],
    },
  },
  'favoured-what-many-favour': {
    inside: { 'favoured a hit': [favoured(200, 'hit'), favoured(1, 'rarity')] },
    outside: {
      'favoured what 100 favour': [favoured(1, 'rarity')],
      'viewed a hit': [product('product_viewed', 1, 'hit')],
      'favoured what nobody else does': [favoured(1, 'p1')],
    },
  },
};
