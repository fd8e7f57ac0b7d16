import { text } from '../steps/text';

/** The canonical names of what a contact can do, after Segment's e-commerce spec; shops may have names of their own. */
export const eventNames = [
  { value: 'customer_registered', label: text('Customer Registered', '客户注册') },
  { value: 'product_viewed', label: text('Product Viewed', '浏览商品') },
  { value: 'product_favourited', label: text('Product Favourited', '收藏商品') },
  { value: 'cart_updated', label: text('Cart Updated', '更新购物车') },
  { value: 'checkout_started', label: text('Checkout Started', '开始结账') },
  { value: 'order_placed', label: text('Order Placed', '提交订单') },
  { value: 'order_paid', label: text('Order Paid', '订单付款') },
  { value: 'order_cancelled', label: text('Order Cancelled', '订单取消') },
  { value: 'order_refunded', label: text('Order Refunded', '订单退款') },
  { value: 'coupon_redeemed', label: text('Coupon Redeemed', '使用优惠券') },
  { value: 'message_delivered', label: text('Message Delivered', '消息送达') },
  { value: 'message_opened', label: text('Message Opened', '打开消息') },
  { value: 'message_clicked', label: text('Message Clicked', '点击消息') },
  { value: 'message_replied', label: text('Message Replied', '回复消息') },
  { value: 'message_bounced', label: text('Message Bounced', '消息退回') },
  { value: 'message_failed', label: text('Message Failed', '消息失败') },
  { value: 'message_complained', label: text('Message Complained About', '消息被投诉') },
  { value: 'message_scanned', label: text('Message Opened by a Machine', '消息被机器打开') },
  { value: 'unsubscribed', label: text('Unsubscribed', '退订') },
  { value: 'resubscribed', label: text('Subscribed Again', '重新订阅') },
  { value: 'consent_changed', label: text('Consent Changed', '变更同意') },
  { value: 'points_earned', label: text('Points Earned', '获得积分') },
  { value: 'points_redeemed', label: text('Points Redeemed', '使用积分') },
] as const;

/** What the segments say themselves; no shop does. */
export const segmentEventNames = [
  { value: 'segment_entered', label: text('Segment Entered', '进入分组') },
  { value: 'segment_left', label: text('Segment Left', '离开分组') },
] as const;

/** What befalls products: the shop's own facts, nobody's act. */
export const productEventNames = [
  { value: 'product_price_changed', label: text('Product Price Changed', '商品价格变更') },
  { value: 'product_stock_changed', label: text('Product Stock Changed', '商品库存变更') },
] as const;

export type ProductEventName = (typeof productEventNames)[number]['value'];

export type EventName = (typeof eventNames | typeof segmentEventNames)[number]['value'];

/** A name as a shop may choose one for what only it knows. */
export const ownName = /^[a-z][a-z0-9_]{0,63}$/;
