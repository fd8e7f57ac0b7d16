import { eventNames } from '../ingest/names';
import { holdUntil } from '../waits';
import { choice, defineStep } from './define';
import { contactParameter, stepKeyOf, stepKeyParameter, timeZoneParameter } from './shared';
import { text } from './text';

const spans = { deadline: ['after_enrolment', 'after_last_step', 'from_now'] } as const;

export const waitUntilPurchase = defineStep({
  name: 'wait-until-purchase',
  title: text('Wait Until Purchase', '等待购买'),
  summary: text(
    'Holds each person until they buy, or until a deadline',
    '保留每个人，直到其购买或到达截止时间',
  ),
  details: text(
    'Any number of people wait here, each for themselves; nothing is lost by a restart or by publishing again. A purchase since the journey began lets a person go on at once. What later steps need travels in the item; data of earlier nodes is not available behind this step, unless an execution of n8n holds the person.',
    '可同时保留任意数量的人，各自计时；重启或重新发布都不会丢失。旅程开始后的购买会使其立即通过。后续步骤所需的内容随数据传递，此步骤之后无法访问更早节点的数据，除非由 n8n 执行保留该人。',
  ),
  kind: 'step',
  color: '#9FB7E5',
  outputs: {
    fixed: [
      { name: 'settled', label: text('Purchased', '已购买') },
      { name: 'timed_out', label: text('Timed Out', '已超时') },
    ],
  },
  parameters: {
    until: choice({
      label: text('Until', '直到'),
      help: text('The event that ends the wait.', '结束等待的事件。'),
      options: eventNames,
      default: 'order_paid',
    }),
    matching: choice({
      label: text('Matching', '匹配'),
      help: text('Which of these events count.', '哪些事件算数。'),
      options: [
        { value: 'any', label: text('Any', '任意') },
        { value: 'order', label: text('This Order', '此订单') },
        { value: 'category', label: text('This Category', '此品类') },
        { value: 'coupon', label: text('This Coupon', '此优惠券') },
      ],
      default: 'any',
    }),
    match: {
      type: 'text',
      label: text('Match', '匹配值'),
      help: text(
        'The order ID, category or coupon code. Leave empty to take the order or coupon from the item.',
        '订单 ID、品类或券码。留空则使用数据中的订单或优惠券。',
      ),
      default: '',
      showWhen: { matching: ['order', 'category', 'coupon'] },
    },
    deadline: choice({
      label: text('Deadline', '截止时间'),
      help: text('When the person goes on without the event.', '未发生事件时，何时继续。'),
      options: [
        { value: 'after_enrolment', label: text('Some Time After the Journey Began', '旅程开始后一段时间') },
        { value: 'after_last_step', label: text('Some Time After the Last Wait', '上一次等待后一段时间') },
        { value: 'from_now', label: text('Some Time From Now', '从现在起一段时间') },
        { value: 'local_time', label: text('At a Time of Day', '在某个时刻') },
      ],
      default: 'after_enrolment',
    }),
    amount: {
      type: 'number',
      label: text('Amount', '时长'),
      help: text('How long, in the unit below.', '以下方单位计的时长。'),
      default: 1,
      minimum: 0,
      maximum: 100000,
      showWhen: spans,
    },
    unit: choice({
      label: text('Unit', '单位'),
      help: text(
        'Days and weeks keep the time of day in the person’s time zone.',
        '天和周按对方时区保持同一时刻。',
      ),
      options: [
        { value: 'minutes', label: text('Minutes', '分钟') },
        { value: 'hours', label: text('Hours', '小时') },
        { value: 'days', label: text('Days', '天') },
        { value: 'weeks', label: text('Weeks', '周') },
      ],
      default: 'days',
      showWhen: spans,
    }),
    localTime: {
      type: 'text',
      label: text('Time of Day', '时刻'),
      help: text('The next time it is this late where the person is.', '对方当地下一次到达的时刻。'),
      default: '19:00',
      placeholder: '19:00',
      showWhen: { deadline: ['local_time'] },
    },
    timeZone: timeZoneParameter,
    holdIn: choice({
      label: text('Hold In', '保留方式'),
      help: text(
        'The store holds any number of people and starts an execution for them behind this step. An n8n execution holds one person and keeps what earlier nodes put out; the time it waits counts towards EXECUTIONS_TIMEOUT.',
        '“存储”可保留任意数量的人，并在此步骤之后为其启动新的执行。“n8n 执行”只保留一个人，但可继续访问更早节点的数据；等待时间计入 EXECUTIONS_TIMEOUT。',
      ),
      options: [
        { value: 'store', label: text('The Store (Any Number of People)', '存储（任意人数）') },
        {
          value: 'run',
          label: text('The n8n Execution (Keeps Earlier Nodes’ Data)', 'n8n 执行（保留更早节点的数据）'),
        },
      ],
      default: 'store',
      constant: true,
      hosts: ['n8n'],
    }),
    testing: choice({
      label: text('When Testing in the Editor', '在编辑器中测试时'),
      help: text(
        'Nobody is held for days in a run started by hand: choose the outcome to follow, or rehearse with time running fast (a month in a minute).',
        '手动运行时不会等待数天：选择要跟随的结果，或加速演练（一个月约一分钟）。',
      ),
      options: [
        { value: 'timed_out', label: text('Follow Timed Out', '走“已超时”') },
        { value: 'settled', label: text('Follow Purchased', '走“已购买”') },
        { value: 'rehearse', label: text('Rehearse in Compressed Time', '加速演练') },
      ],
      default: 'timed_out',
      hosts: ['n8n'],
    }),
    contact: contactParameter,
    stepKey: stepKeyParameter,
  },
  run: (items, context) => holdUntil(items, context),
  holdKey: stepKeyOf,
  runsWait: true,
  byHand: text(
    'A run started by hand from the editor holds nobody: “When Testing in the Editor” decides what happens to the items. People wait once the workflow is published.',
    '在编辑器中手动运行不会保留任何人：由“在编辑器中测试时”决定数据的去向。流程发布后才会保留。',
  ),
});
