import { type Text, text } from '../../core/steps/text';

/** Node-RED's languages and the key of each in a `Text`. */
export const languages = { 'en-US': 'en', 'zh-CN': 'zh' } as const satisfies Record<string, keyof Text>;

export type Language = keyof typeof languages;

/** What every dialog says apart from what its step says. */
export const words = {
  more: text('More', '更多'),
  number: text(
    '__label__ must be a number from __minimum__ to __maximum__',
    '__label__ 必须是 __minimum__ 到 __maximum__ 之间的数字',
  ),
  money: text('__label__ must be an amount such as 10 or 9.90', '__label__ 必须是金额，例如 10 或 9.90'),
  json: text('__label__ is not JSON', '__label__ 不是有效的 JSON'),
  required: text('__label__ is empty', '__label__ 不能为空'),
  path: text('Address Ends In', '地址末段'),
  pathInvalid: text('The address may have letters, digits, - and _', '地址只能包含字母、数字、- 和 _'),
  pathHelp: text(
    'The last part of the address, so that it stays the same when the flow is copied or imported again. Leave empty to use the node’s ID.',
    '地址的最后一部分；设置后，流程被复制或重新导入时地址不变。留空则使用节点 ID。',
  ),
  onlyWhenRun: text('Known only when it runs', '仅在运行时可知'),
  unanswered: text('Node-RED did not answer', 'Node-RED 未响应'),
  endpoint: text('Send Webhooks To', 'Webhook 地址'),
  copy: text('Copy', '复制'),
} as const;

/** What the status below a node says; one and several people read the same. */
export const statusWords = {
  waiting: text('__number__ waiting', '__number__ 人等待中'),
  passed: text('__all__ passed', '__all__ 已通过'),
  failed: text('__number__ failed', '__number__ 条失败'),
  broken: text('not working', '无法工作'),
} as const;

export const helpWords = {
  inputs: text('Inputs', '输入'),
  outputs: text('Outputs', '输出'),
  properties: text('Properties', '属性'),
  details: text('Details', '详细'),
  item: text(
    'Whom the message is about (`contact.id`, `email`, `phone` or `customerId`), and what earlier steps added.',
    '消息对应的人（`contact.id`、`email`、`phone` 或 `customerId`），以及之前步骤添加的内容。',
  ),
  result: text(
    'The same object with what this step added. Each message leaves by one output.',
    '同一对象，并包含此步骤添加的内容。每条消息只从一个输出离开。',
  ),
  held: text(
    'A person who was held comes back in a new message: only `msg.payload` is kept.',
    '被保留的人员会以新消息返回：仅保留 `msg.payload`。',
  ),
  byItself: text('None: the node starts people by itself.', '无：节点自行启动人员。'),
  webhook: text(
    'The node receives `POST` requests of up to 1 MB at the address that its dialog shows. Where `httpNodeAuth` is set in Node-RED’s settings, the shop has to send that user name and password too.',
    '节点在对话框所示地址接收不超过 1 MB 的 `POST` 请求。如果 Node-RED 设置了 `httpNodeAuth`，商店还需提供相应的用户名和密码。',
  ),
} as const;
