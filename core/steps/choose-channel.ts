import { channelKinds, channelParameters, type ChannelValues } from '../channels';
import { chooseChannels } from '../messages';
import { choice, choices, defineStep } from './define';
import { stepValues } from './schema';
import { contactParameter } from './shared';
import { text } from './text';

const usual: ChannelValues = {
  ...stepValues(channelParameters, {}),
  from: '',
  subject: '',
  body: '',
  html: false,
  smsFrom: '',
  smsMostSegments: 1,
};

export const chooseChannel = defineStep({
  name: 'choose-channel',
  title: text('Choose Channel', '选择渠道'),
  summary: text(
    'Sends each person to the channel that they answer to best, and says why',
    '将每个人送往其响应最好的渠道，并说明原因',
  ),
  details: text(
    'Each channel picked here gets an output of its own: lead it to a Send via Channel with a text for that channel. What counts is what the person did after messages of the last year, opens, clicks, replies and purchases, weighed with how everybody responds: whoever got nothing yet goes by the others. Channels without an address of the person, and those that the person has said no to, are left out; so are those that never got an answer. The item says in `channel` what was chosen (`name`, `chance`, `reason`) and what was considered.\n\nTo fall back to the next channel, lead **Not Sent**, or **Deadline** of a wait behind the message, back to this node: what was tried is left out, until nothing is left (**No Channel**).',
    '此处选择的每个渠道都有自己的输出：请连接到为该渠道编写内容的“渠道发送”。依据是对方过去一年收到消息后的打开、点击、回复和购买，并与所有人的响应加权：尚未收到过消息的人按整体情况估计。没有对应地址、已被拒绝或从未得到响应的渠道会被排除。数据的 `channel` 说明所选渠道（`name`、`chance`、`reason`）及考虑过的渠道。\n\n若要改用下一渠道，请将**未发送**或消息之后等待节点的**到期**连回本节点：已尝试的渠道会被排除，直到没有可用渠道（**无渠道**）。',
  ),
  kind: 'step',
  color: '#E7A5B4',
  outputs: {
    eachOf: ['channels'],
    fixed: [{ name: 'none', label: text('No Channel', '无渠道') }],
  },
  parameters: {
    channels: choices({
      label: text('Channels', '渠道'),
      help: text(
        'Each channel picked here gets an output of its own. Of equally good ones, the first is chosen.',
        '此处选择的每个渠道都有自己的输出。效果相同时选靠前的。',
      ),
      options: channelKinds
        .filter(({ name }) => name !== 'webhook')
        .map(({ name, label }) => ({ value: name, label })),
      default: ['email', 'twilio'],
    }),
    by: choice({
      label: text('Best By', '衡量标准'),
      help: text('What makes a channel the best for somebody.', '以什么衡量最佳渠道。'),
      options: [
        {
          value: 'answers',
          label: text('Answers', '响应'),
          help: text('Opens, clicks, replies.', '打开、点击、回复。'),
        },
        {
          value: 'buys',
          label: text('Purchases', '购买'),
          help: text('Orders within a week.', '一周内的订单。'),
        },
      ],
      default: 'answers',
    }),
    restAfter: {
      type: 'number',
      label: text('Rest After', '停用阈值'),
      help: text(
        'So many messages in the last year without one answer, and a channel is left out; 0 for never.',
        '过去一年内发送这么多条仍无响应则停用该渠道；0 表示不停用。',
      ),
      default: 5,
      minimum: 0,
      maximum: 1_000,
    },
    again: {
      type: 'flag',
      label: text('Choose Again', '可重复选择'),
      help: text(
        'Choose a channel even if it was chosen for this item before.',
        '即使该数据此前已选过此渠道，也可再次选择。',
      ),
      default: false,
    },
    contact: contactParameter,
  },
  run: (items, context) => chooseChannels(items, context, usual),
});
