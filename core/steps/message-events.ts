import { channelKinds } from '../channels';
import {
  beginTracking,
  callbackAddresses,
  isTracking,
  receiveMessageEvents,
  tellers,
  trackingAddress,
} from '../messages';
import { startReleased } from '../waits';
import { camelCase, choices, type ConnectionUse, defineStep, type FlagParameter } from './define';
import { earsOf, listen, listenerConnections, listenerSwitches } from './message-listeners';
import { journeyParameter, stepKeyOf, stepKeyParameter } from './shared';
import { text } from './text';

/** The name of the switch by which a provider is listened to that calls. */
const switchOf = (channel: string): string => camelCase(`from-${channel}`);

const switches: Record<string, FlagParameter> = Object.fromEntries(
  tellers().map(({ name }) => {
    const label = channelKinds.find((kind) => kind.name === name)?.label ?? text(name, name);
    const flag: FlagParameter = {
      type: 'flag',
      label: text(`From ${label.en}`, `来自${label.zh}`),
      help: text(
        'Listen to this provider. Give it the address below once the workflow is published.',
        '接收该服务商的回调。发布流程后，将下方地址填入服务商后台。',
      ),
      default: false,
      constant: true,
    };
    return [switchOf(name), flag];
  }),
);

/** What providers sign with, each shown while its channel is listened to. */
const connections: Record<string, ConnectionUse> = Object.fromEntries(
  tellers().flatMap(({ name, callbacks: { connection } }) =>
    connection
      ? [[camelCase(connection.name), { connection, required: true, showWhen: { [switchOf(name)]: [true] } }]]
      : [],
  ),
);

/** The channels whose providers call. */
const listensTo = (values: Readonly<Record<string, unknown>>): string[] =>
  tellers().flatMap(({ name }) => (values[switchOf(name)] === true ? name : []));

const wantedOf = (values: Readonly<Record<string, unknown>>) => ({
  listensTo: listensTo(values),
  listens: earsOf(values).length > 0,
});

export const messageEvents = defineStep({
  name: 'message-events',
  title: text('Message Events', '消息事件'),
  summary: text(
    'Learns what became of messages: opened, clicked, replied to, bounced; and starts a journey on what you choose',
    '得知消息的后续：打开、点击、回复、退回；并可在所选事件发生时启动旅程',
  ),
  details: text(
    `Publish one of these. From then on mails in HTML tell when they are opened and which links are followed, and \`{{ "https://…" | short_link }}\` writes a short link in any text. Links lead only where the message led. Switch on the providers that you send by and give them the addresses shown: they tell what arrived, what bounced and who complained, and bring replies. What calls no address is listened to, where you switch that on.

Who answers STOP, TD, 退订 or the like, opts out at the provider or complains gets nothing more by that channel; an address that bounces for good, or five times in a row, is written to no more. Opens by machines (Apple’s privacy protection, link scanners) are events of their own, **Message Opened by a Machine**, and count for nothing else. Waits, segments and scores know all of these events.`,
    `发布一个即可。此后 HTML 邮件会告知何时被打开、哪些链接被点击；\`{{ "https://…" | short_link }}\` 可在任意正文中写入短链接。链接只会跳转到消息中原有的地址。打开您使用的服务商，并将显示的地址填入其后台：服务商会告知送达、退回和投诉，并转来回复。不回调地址的渠道可开启主动监听。

回复 STOP、TD、退订 等，在服务商处退订或投诉的人不再收到该渠道的消息；永久退回或连续五次退回的地址不再发送。机器的打开（Apple 隐私保护、链接扫描）是单独的事件“消息被机器打开”，不计入其他统计。等待、分组和评分均可使用这些事件。`,
  ),
  kind: 'trigger',
  color: '#E2D96E',
  outputs: { fixed: [{ name: 'started', label: text('Started', '已开始') }] },
  connections: { ...connections, ...listenerConnections },
  parameters: {
    events: choices({
      label: text('Start On', '启动事件'),
      help: text(
        'Events that start the journey behind this node, each time. All others are taken in quietly.',
        '每次发生时启动本节点之后旅程的事件。其他事件仅静默接收。',
      ),
      options: [
        { value: 'message_replied', label: text('Replied', '回复') },
        { value: 'message_clicked', label: text('Clicked', '点击') },
        { value: 'message_opened', label: text('Opened', '打开') },
        { value: 'message_delivered', label: text('Delivered', '送达') },
        { value: 'message_bounced', label: text('Bounced', '退回') },
        { value: 'message_failed', label: text('Failed', '失败') },
        { value: 'message_complained', label: text('Complained', '投诉') },
        { value: 'consent_changed', label: text('Opted Out or In', '退订或重新订阅') },
      ],
      default: [],
    }),
    publicAddress: {
      type: 'text',
      label: text('Public Address', '公网地址'),
      help: text(
        'Where people and providers reach this Node-RED, without a path. Leave it empty where this node listens only: then links are left as they are.',
        '用户和服务商访问此 Node-RED 的地址，不含路径。仅监听时可留空，此时链接保持原样。',
      ),
      default: '',
      placeholder: 'https://flows.example.com',
      hosts: ['node-red'],
      constant: true,
    },
    ...switches,
    ...listenerSwitches,
    addresses: {
      type: 'notice',
      label: text('Addresses for Providers', '填入服务商的地址'),
      asks: {
        from: Object.keys(switches),
        async answer(given, { store }) {
          const found = await callbackAddresses(store, listensTo(given));
          if (!found) return text('Known once the workflow is published.', '发布流程后可知。');
          if (found.size === 0) return text('Switch on a provider above.', '请在上方打开服务商。');
          const lines = [...found].map(([name, address]) => `${name}: ${address}`).join('\n');
          return text(lines, lines);
        },
      },
    },
    journey: journeyParameter,
    stepKey: stepKeyParameter,
  },
  run: (items, context) =>
    startReleased(items, context, 'People start here as something happens with a message.'),
  receive: (request, values, context) =>
    receiveMessageEvents(request, { ...values, listensTo: listensTo(values) }, context),
  isPage: true,
  registration: {
    isDone: (values, { store }, address) => isTracking(store, address, wantedOf(values)),
    begin: (values, { store }, address) => beginTracking(store, address, wantedOf(values)),
    end: (_, { store }, address) => trackingAddress.forget(store, address),
  },
  activate: (values, context) => listen(values, context),
  holdKey: stepKeyOf,
});
