import { handlePrivacy } from '../privacy';
import { choice, defineStep } from './define';
import { contactParameter } from './shared';
import { text } from './text';

const shows = { operation: ['consents'] } as const;
const erases = { operation: ['erase'] } as const;

export const contactPrivacy = defineStep({
  name: 'contact-privacy',
  title: text('Contact Privacy', '联系人隐私'),
  summary: text(
    'Shows what a person has consented to, with proof, or erases the person',
    '查看对方的同意记录及凭证，或删除该联系人',
  ),
  details: text(
    '**Show Consents** adds `consents`: the latest word on each channel (`medium`) and `topic`, with `state`, the time it was said (`at`) and its `proof`, the `source` and `id` of the event that said so; of a file, `import` and its name. `medium` is `all` for having unsubscribed from everything, or having come back. **Erase** removes in one transaction what is known of the person: profile, identities, events, orders, consents, points, places in journeys and kept messages. What is counted (messages, coupons, passages) stays and names nobody. Of each address a salted hash stays on the suppression list, so that nobody writes to it, should the person be imported again. That cannot be undone; what your shop, your providers and the executions of this host keep is theirs to erase. Whom nobody knows leaves by **Not Known**, also whoever was erased before.',
    '**查看同意**会添加 `consents`：每个渠道（`medium`）和主题（`topic`）的最新表态，含 `state`、表态时间（`at`）和凭证 `proof`（事件的 `source` 和 `id`；来自文件时为 `import` 和文件名）。`medium` 为 `all` 表示全部退订或重新订阅。**删除**会在一个事务中移除此人的全部信息：资料、身份、事件、订单、同意、积分、在旅程中的位置和保留的消息。用于统计的数据（消息、优惠券、行程）保留但不指向任何人。每个地址的加盐哈希保留在禁发名单中，即使再次导入也不会发送。此操作无法撤销；商店、服务商和本平台执行记录中的数据需另行删除。未知的联系人（包括已删除者）从**未知**输出。',
  ),
  kind: 'step',
  color: '#E2D96E',
  outputs: {
    fixed: [
      { name: 'found', label: text('Found', '找到'), showWhen: shows },
      { name: 'erased', label: text('Erased', '已删除'), showWhen: erases },
      { name: 'not_known', label: text('Not Known', '未知') },
    ],
  },
  parameters: {
    operation: choice({
      label: text('Operation', '操作'),
      help: text('What to do for the person of each item.', '对每条数据对应的人执行的操作。'),
      options: [
        { value: 'consents', label: text('Show Consents', '查看同意') },
        {
          value: 'erase',
          label: text('Erase', '删除'),
          help: text('Cannot be undone.', '无法撤销。'),
        },
      ],
      default: 'consents',
      constant: true,
    }),
    contact: contactParameter,
  },
  run: (items, context) => handlePrivacy(items, context),
});
