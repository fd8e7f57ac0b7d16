import { addToPool } from '../coupons';
import { defineStep } from './define';
import { text } from './text';

export const couponPool = defineStep({
  name: 'coupon-pool',
  title: text('Coupon Pool', '优惠券池'),
  summary: text(
    'Adds codes from a list to a pool that Coupon Issue hands out',
    '将券码列表加入券池，供“发放优惠券”使用',
  ),
  details: text(
    'Feed it one item a code, for example from a spreadsheet. A code that is in the pool already, or is empty, leaves by **Rejected** with the reason.',
    '每条数据一个券码，例如来自电子表格。已存在或为空的券码从**已拒绝**输出，并附原因。',
  ),
  kind: 'step',
  color: '#F3B567',
  outputs: {
    fixed: [
      { name: 'added', label: text('Added', '已加入') },
      { name: 'rejected', label: text('Rejected', '已拒绝') },
    ],
  },
  parameters: {
    pool: {
      type: 'text',
      label: text('Pool', '券池'),
      help: text(
        'Name of the pool; it comes into being with its first code.',
        '券池名称；加入第一个券码时自动创建。',
      ),
      default: '',
      placeholder: 'summer-sale',
      required: true,
    },
    code: {
      type: 'text',
      label: text('Code', '券码'),
      help: text(
        'The code to add. Leave empty to take it from the item’s field “code”.',
        '要加入的券码。留空则读取数据的 code 字段。',
      ),
      default: '',
      placeholder: 'SUMMER-7F3K',
    },
    expires: {
      type: 'text',
      label: text('Expires', '到期时间'),
      help: text(
        'Date after which the code is no longer handed out (ISO 8601). Leave empty for none.',
        '超过此日期后不再发放（ISO 8601）。留空表示不限。',
      ),
      default: '',
      placeholder: '2026-12-31',
    },
  },
  run: (items, context) => addToPool(items, context),
});
