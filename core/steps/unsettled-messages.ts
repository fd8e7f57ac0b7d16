import { handleUnsettled } from '../messages';
import { choice, defineStep } from './define';
import { text } from './text';

const lists = { operation: ['list'] } as const;
const settles = { operation: ['arrived', 'not_arrived'] } as const;

export const unsettledMessages = defineStep({
  name: 'unsettled-messages',
  title: text('Unsettled Messages', '未决消息'),
  summary: text(
    'Lists messages of which nobody knows whether they arrived, and takes what you found out',
    '列出无法确定是否送达的消息，并登记查明的结果',
  ),
  details: text(
    'When the line breaks while a message is sent, nobody knows whether it arrived. Such a message is not sent again, so that nobody gets it twice; it waits here for somebody who looks it up at the provider. **List** gives an item for each, with `contact`, `journey` and `message` (`id`, `channel`, `step`, `address`, `at`). Behind it, **It Arrived** and **It Did Not Arrive** write down what you found out. What did not arrive may be sent again: lead **Settled** back to the Send via Channel that it came from, and it goes out there, once.',
    '发送途中断线时，无法确定消息是否送达。为避免重复，此类消息不会重发，而是保留在此，待人工在服务商处核实。**列出**为每条消息输出一条数据，含 `contact`、`journey` 和 `message`（`id`、`channel`、`step`、`address`、`at`）。其后用**已送达**或**未送达**登记结果。未送达的可以重发：将**已登记**连回原来的“渠道发送”，消息会在那里发送一次。',
  ),
  kind: 'step',
  color: '#E7A5B4',
  outputs: {
    fixed: [
      { name: 'found', label: text('Found', '找到'), showWhen: lists },
      { name: 'none', label: text('None', '没有'), showWhen: lists },
      { name: 'settled', label: text('Settled', '已登记'), showWhen: settles },
      { name: 'already', label: text('Not Unsettled', '并非未决'), showWhen: settles },
    ],
  },
  parameters: {
    operation: choice({
      label: text('Operation', '操作'),
      help: text(
        'List the messages, or write down what became of the message of each item.',
        '列出消息，或登记每条数据中消息的结果。',
      ),
      options: [
        { value: 'list', label: text('List', '列出') },
        { value: 'arrived', label: text('It Arrived', '已送达') },
        { value: 'not_arrived', label: text('It Did Not Arrive', '未送达') },
      ],
      default: 'list',
    }),
    most: {
      type: 'number',
      label: text('At Most', '最多'),
      help: text('How many are listed, the oldest first.', '列出的数量，最早的在前。'),
      default: 100,
      minimum: 1,
      maximum: 10_000,
      showWhen: lists,
    },
    message: {
      type: 'text',
      label: text('Message', '消息'),
      help: text(
        'The number of the message. Leave empty to take it from the item’s `message.id`.',
        '消息编号。留空则取数据中的 `message.id`。',
      ),
      default: '',
      showWhen: settles,
    },
  },
  run: (items, context) => handleUnsettled(items, context),
});
