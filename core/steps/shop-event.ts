import { eventNames } from '../ingest/names';
import { exampleMapping, shops } from '../shops';
import { polledApiOf, polledShops, startPolling } from '../shops/polling';
import { type IntakeValues, receiveShopEvent } from '../shops/intake';
import {
  isSubscribed,
  registeringApis,
  registeringApisOf,
  standingOf,
  subscribe,
  unsubscribe,
} from '../shops/subscribe';
import { startReleased } from '../waits';
import {
  camelCase,
  choice,
  choices,
  type ConnectionUse,
  type Deactivate,
  defineStep,
  type StepContext,
} from './define';
import {
  journeyParameter,
  reEntryDaysParameter,
  reEntryParameter,
  sourceParameter,
  stepKeyOf,
  stepKeyParameter,
} from './shared';
import { text } from './text';

/** What each kind of shop signs with; some share theirs. */
function secrets(): Record<string, ConnectionUse> {
  const used = Map.groupBy(shops, ({ connection }) => connection);
  return Object.fromEntries(
    [...used].map(([connection, users]) => [
      camelCase(connection.name),
      {
        connection,
        required: true,
        showWhen: {
          shop: users.map(({ name }) => name),
          // A shop that is asked sends nothing that would have to be checked.
          ...(users.some(({ name }) => polledShops.includes(name)) && { poll: [false] }),
        },
      },
    ]),
  );
}

/** The kinds of shop with more than one way in by which webhooks are registered. */
const choosing = [...Map.groupBy(registeringApis, ({ shop }) => shop)].flatMap(([shop, apis]) =>
  apis.length > 1 ? [shop] : [],
);
const toChoose = registeringApis.filter(({ shop }) => choosing.includes(shop));

/** The accounts by which webhooks are registered, or shops asked. */
function accounts(): Record<string, ConnectionUse> {
  const registering = registeringApis.map(({ name, shop, connection }) => {
    const isFirst = registeringApisOf(shop)[0]?.name === name;
    const ofOthers = toChoose.filter((other) => other.shop !== shop).map((other) => other.name);
    const account = choosing.includes(shop) && { account: [name, ...(isFirst ? ofOthers : [])] };
    return [connection, { shop: [shop], register: [true], ...account }] as const;
  });
  const asking = polledShops.flatMap((shop) => {
    const api = polledApiOf(shop);
    return api ? [[api.connection, { shop: [shop], poll: [true] }] as const] : [];
  });
  return Object.fromEntries(
    [...registering, ...asking].map(([connection, showWhen]) => [
      camelCase(connection.name),
      { connection, required: true, showWhen },
    ]),
  );
}

const nothing = () => Promise.resolve();

async function pollIfAsked(
  values: IntakeValues & { poll: boolean },
  context: StepContext,
): Promise<Deactivate> {
  const api = values.poll ? polledApiOf(values.shop) : undefined;
  return api ? startPolling(api, values, context) : nothing;
}

export const shopEvent = defineStep({
  name: 'shop-event',
  title: text('Shop Event Trigger', '商店事件'),
  summary: text(
    'Takes in what happens in your shop and starts a journey on the events you choose',
    '接收商店中发生的事件，并在所选事件发生时启动旅程',
  ),
  details: text(
    'Point your shop’s webhooks at the address shown on the node. Every signed event is kept, so that later steps know about carts and orders. Only the events chosen here start the journey, and only as often as **Re-Entry** allows; a webhook that is delivered twice counts once.',
    '将商店的 Webhook 指向节点上显示的地址。所有签名有效的事件都会保存，后续步骤由此了解购物车和订单。只有此处选择的事件会启动旅程，且受**重复进入**限制；重复投递的 Webhook 只计一次。',
  ),
  kind: 'trigger',
  color: '#E2D96E',
  outputs: { fixed: [{ name: 'started', label: text('Started', '已开始') }] },
  connections: { ...secrets(), ...accounts() },
  parameters: {
    shop: choice({
      label: text('Shop', '商店'),
      help: text(
        'The kind of shop that sends here. docs/webhooks.md tells how each is set up.',
        '向此处发送的商店类型。设置方法见 docs/webhooks.md。',
      ),
      options: shops.map(({ name, label }) => ({ value: name, label })),
      default: 'generic',
      constant: true,
    }),
    mapping: {
      type: 'json',
      label: text('Mapping', '字段映射'),
      help: text(
        'What your shop’s JSON means: where its topic stands, and for each topic the event and where its fields stand. docs/webhooks.md explains it under “JSON of its own”.',
        '说明商店 JSON 的含义：主题所在位置，以及每个主题对应的事件和各字段所在位置。详见 docs/webhooks.md。',
      ),
      default: JSON.stringify(exampleMapping, null, 2),
      rows: 18,
      showWhen: { shop: ['mapped'] },
    },
    poll: {
      type: 'flag',
      label: text('Ask the Shop Every Minute', '每分钟查询商店'),
      help: text(
        'For Magento Open Source, which sends no webhooks: once the workflow is published, the shop is asked every minute what has changed. Leave it off for Adobe Commerce.',
        '用于不发送 Webhook 的 Magento Open Source：流程发布后，每分钟向商店查询变更。Adobe Commerce 请保持关闭。',
      ),
      default: false,
      showWhen: { shop: polledShops },
      constant: true,
    },
    register: {
      type: 'flag',
      label: text('Register Webhooks in the Shop', '在商店中注册 Webhook'),
      help: text(
        'Registers this address in your shop when the workflow is published, and removes it when it is not any more. Webhooks of others are left alone. docs/webhooks.md tells more.',
        '发布流程时在商店中注册此地址，取消发布时移除。不影响他人的 Webhook。详见 docs/webhooks.md。',
      ),
      default: false,
      showWhen: { shop: [...new Set(registeringApis.map(({ shop }) => shop))] },
      constant: true,
    },
    account: choice({
      label: text('Account', '账户'),
      help: text('How to sign in to the shop.', '登录商店的方式。'),
      options: toChoose.map(({ name, label }) => ({ value: name, label })),
      default: toChoose[0]?.name ?? '',
      showWhen: { shop: choosing, register: [true] },
      constant: true,
    }),
    publicAddress: {
      type: 'text',
      label: text('Public Address', '公网地址'),
      help: text(
        'Where your shop reaches this Node-RED, without a path.',
        '商店访问此 Node-RED 的地址，不含路径。',
      ),
      default: '',
      placeholder: 'https://flows.example.com',
      showWhen: { register: [true] },
      hosts: ['node-red'],
      constant: true,
    },
    registered: {
      type: 'notice',
      label: text('In the Shop', '商店中'),
      showWhen: { register: [true] },
      asks: { from: ['shop', 'source', 'account'], answer: standingOf },
    },
    events: choices({
      label: text('Start On', '启动事件'),
      help: text(
        'Events that start the journey. All others are taken in quietly.',
        '启动旅程的事件。其他事件仅静默接收。',
      ),
      options: eventNames,
      default: ['customer_registered'],
    }),
    reEntry: reEntryParameter,
    reEntryDays: reEntryDaysParameter,
    source: sourceParameter,
    journey: journeyParameter,
    stepKey: stepKeyParameter,
    rehearsalPeople: {
      type: 'text',
      label: text('People Who Rehearse', '演练人员'),
      help: text(
        'E-mail addresses, phone numbers or customer IDs of people who rehearse: their time runs fast, their messages go to the outbox, their coupons stay out of the shop. Use * for any text, and commas between several.',
        '参与演练者的邮箱、手机号或客户 ID：其时间加速，消息进入发件箱，优惠券不进入商店。* 代表任意文本，多个之间用逗号分隔。',
      ),
      default: '',
      placeholder: '*@rehearsal.example, me+test@example.com',
      advanced: true,
    },
    rehearsalMonth: choice({
      label: text('A Rehearsal Month Takes', '演练一个月需时'),
      help: text('How fast time runs for people who rehearse.', '演练人员的时间流速。'),
      options: [
        { value: 'minute', label: text('One Minute', '一分钟') },
        { value: 'ten_minutes', label: text('Ten Minutes', '十分钟') },
        { value: 'hour', label: text('One Hour', '一小时') },
      ],
      default: 'minute',
      advanced: true,
    }),
  },
  run: (items, context) =>
    startReleased(items, context, 'Start journeys by sending a signed event to the trigger’s address.'),
  receive: (request, values, context) => receiveShopEvent(request, values, context),
  registration: {
    isDone: (values, context, address) => isSubscribed(values, context, address),
    begin: (values, context, address) => subscribe(values, context, address),
    end: (_, context) => unsubscribe(context),
  },
  activate: (values, context) => pollIfAsked(values, context),
  holdKey: stepKeyOf,
});
