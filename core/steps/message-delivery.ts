import { choice, type Parameters } from './define';
import { text } from './text';

/** What happens to messages that cannot go out now, and how fast they go. */
export const deliveryParameters = {
  whenClosed: choice({
    label: text('If It Cannot Go Out Yet', '暂时无法发送时'),
    help: text(
      'What becomes of people in quiet hours, and of messages that the provider cannot take now.',
      '如何处理处于免打扰时段的人，以及服务商暂时无法接收的消息。',
    ),
    options: [
      {
        value: 'hold',
        label: text('Hold It Until It Can', '保留到可以发送'),
        help: text(
          'In the store, once the workflow is published. Later steps then know what travels in the item, and not the data of earlier nodes.',
          '发布流程后保留在存储中。之后的步骤只能使用随数据传递的内容，无法访问更早节点的数据。',
        ),
      },
      {
        value: 'leave',
        label: text('Let It Leave by Not Sent', '从“未发送”输出'),
        help: text('With the time from which on it may come again.', '并附可再次尝试的时间。'),
      },
    ],
    default: 'hold',
    advanced: true,
  }),
  mostTries: {
    type: 'number',
    label: text('Most Tries', '最多尝试次数'),
    help: text(
      'How often a provider is asked that cannot take a message, a minute later at first, then longer each time. A refusal for good is never tried again.',
      '服务商暂时无法接收时的尝试次数，首次间隔约一分钟，之后逐次延长。被永久拒绝的消息不再尝试。',
    ),
    default: 6,
    minimum: 1,
    maximum: 20,
    advanced: true,
    showWhen: { whenClosed: ['hold'] },
  },
  mostPerSecond: {
    type: 'number',
    label: text('Most per Second', '每秒上限'),
    help: text(
      'The most messages a second by this account, whoever sends by it; 0 for as many as the provider is known to take.',
      '该账号每秒最多发送的消息数（所有流程合计）；0 表示按服务商已知的上限。',
    ),
    default: 0,
    minimum: 0,
    maximum: 10_000,
    advanced: true,
  },
} as const satisfies Parameters;
