import { changePoints } from '../points';
import { choice, defineStep } from './define';
import { contactParameter } from './shared';
import { text } from './text';

const changes = { operation: ['grant', 'spend'] } as const;

export const points = defineStep({
  name: 'points',
  title: text('Points', '积分'),
  summary: text('Gives, takes or checks each person’s points', '发放、扣除或查询每个人的积分'),
  details: text(
    'The points are kept here: every change is a row with its reason and what is left, and nobody has less than none. A change belongs to the person’s passage through the journey and to the **Purpose**: however often the item comes by, it happens once. The item gets `points.balance` and `points.change`. Points that a shop tells of (`points_earned`, `points_redeemed`) are the shop’s own and do not count here; changes made here are recorded under the same names, so that segments and waits see both. To exchange points for a coupon, put **Spend** before Coupon Issue.',
    '积分保存在本地：每次变动都记录原因和余额，且余额不会为负。变动属于该人员的本次旅程和**用途**：无论数据经过多少次，只发生一次。数据会得到 `points.balance` 和 `points.change`。商店告知的积分（`points_earned`、`points_redeemed`）属于商店自己的账户，不计入此处；此处的变动以相同的名称记录，因此分组和等待都能看到。要用积分兑换优惠券，请在“发放优惠券”之前使用**扣除**。',
  ),
  kind: 'step',
  color: '#F3B567',
  outputs: {
    fixed: [
      { name: 'done', label: text('Done', '完成') },
      { name: 'not_enough', label: text('Not Enough', '积分不足') },
    ],
  },
  parameters: {
    operation: choice({
      label: text('Operation', '操作'),
      help: text('What to do with the person’s points.', '对积分执行的操作。'),
      options: [
        { value: 'grant', label: text('Grant', '发放') },
        { value: 'spend', label: text('Spend', '扣除') },
        { value: 'check', label: text('Check Balance', '查询余额') },
      ],
      default: 'grant',
    }),
    points: {
      type: 'number',
      label: text('Points', '积分数'),
      help: text(
        'How many points. Who has fewer leaves by Not Enough and keeps them; Check Balance asks the same and takes none.',
        '积分数量。余额不足时从“积分不足”输出，且不扣除；“查询余额”只比较，不扣除。',
      ),
      default: 100,
      minimum: 1,
      maximum: 1_000_000_000,
    },
    purpose: {
      type: 'text',
      label: text('Purpose', '用途'),
      help: text(
        'What the points are for: each purpose once in a journey, granted and spent apart. Leave empty to go by this very node.',
        '积分的用途：每个用途在旅程中只发放一次、扣除一次。留空则以当前节点区分。',
      ),
      default: '',
      placeholder: 'day-7',
      showWhen: changes,
    },
    reason: {
      type: 'text',
      label: text('Reason', '原因'),
      help: text('Kept with the change, for whoever asks.', '随变动一起记录，便于日后查询。'),
      default: '',
      placeholder: 'A week without an order',
      showWhen: changes,
    },
    contact: contactParameter,
  },
  run: (items, context) => changePoints(items, context),
});
