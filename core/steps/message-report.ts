import { handOutReports } from '../report';
import { choice, defineStep } from './define';
import { text } from './text';

export const messageReport = defineStep({
  name: 'message-report',
  title: text('Message Report', '消息报告'),
  summary: text(
    'Tells what became of messages: opened, clicked, answered, bounced, and the purchases that came of them',
    '汇报消息的结果：打开、点击、回复、退回，以及带来的购买',
  ),
  details: text(
    `Hands out an item for each journey, step and channel of the last days, with the messages \`sent\`, to how many \`people\`, and how many were \`delivered\`, \`opened\`, \`clicked\`, \`replied\` to, \`bounced\`, \`failed\`, \`complained\` about or \`scanned\` by machines. All but sent need a published **Message Events**.

\`purchases\` has a row for each currency. An order counts if it was paid within the window after a touch, and was neither cancelled nor wholly refunded; what was refunded in part is taken off. By \`last\` touch, the newest touch before an order has all of it; by even \`split\`, each touch has an equal share. Amounts are in minor units and add up to the orders.`,
    `为近几天的每个旅程、步骤和渠道输出一条数据：已发送数 \`sent\`、人数 \`people\`，以及送达 \`delivered\`、打开 \`opened\`、点击 \`clicked\`、回复 \`replied\`、退回 \`bounced\`、失败 \`failed\`、投诉 \`complained\` 和被机器打开 \`scanned\` 的数量。除已发送外，其余需要已发布的**消息事件**。

\`purchases\` 每种货币一行。订单在触达后的窗口期内付款，且未取消、未全额退款，才会计入；部分退款会扣除。\`last\` 为末次触达归因，\`split\` 为平均分摊。金额为最小货币单位，合计等于订单金额。`,
  ),
  kind: 'step',
  color: '#E7A5B4',
  outputs: {
    fixed: [
      { name: 'report', label: text('Report', '报告') },
      { name: 'none', label: text('None', '没有') },
    ],
  },
  parameters: {
    days: {
      type: 'number',
      label: text('Days', '天数'),
      help: text('How many days back, until now.', '回溯的天数，截至现在。'),
      default: 30,
      minimum: 1,
      maximum: 730,
    },
    windowDays: {
      type: 'number',
      label: text('Window in Days', '窗口期（天）'),
      help: text(
        'How long after a touch a purchase is taken to come of it.',
        '触达后多少天内的购买归因于该消息。',
      ),
      default: 7,
      minimum: 1,
      maximum: 90,
    },
    touch: choice({
      label: text('Counts as a Touch', '触达的定义'),
      help: text('What a purchase may come of.', '购买可归因于什么。'),
      options: [
        { value: 'answered', label: text('Opened, Clicked or Answered', '打开、点击或回复') },
        { value: 'clicked', label: text('Clicked or Answered', '点击或回复') },
        { value: 'sent', label: text('Sent', '发送') },
      ],
      default: 'answered',
    }),
    journey: {
      type: 'text',
      label: text('Journey', '旅程'),
      help: text('Name of one journey. Leave empty for all.', '某个旅程的名称。留空则汇报全部。'),
      default: '',
      placeholder: 'first-order',
    },
  },
  run: (items, context) => handOutReports(items, context),
});
