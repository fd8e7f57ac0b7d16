import { text, type Text } from '../steps/text';

/** Why a message was not sent, in words; the key is what items and the store carry. */
export const reasons = {
  merged: text(
    'Two contacts became one, and the person’s other passage through this journey goes on.',
    '两个联系人已合并，对方在此旅程中的另一次行程继续进行。',
  ),
  unsubscribed: text('The person has unsubscribed.', '对方已退订。'),
  suppressed: text(
    'The address is on the suppression list: it bounced, complained, opted out, or is gone.',
    '该地址在禁发名单中：曾退信、投诉、退订或已失效。',
  ),
  no_consent: text(
    'The person has not consented to this, or has withdrawn the consent.',
    '对方未同意，或已撤回同意。',
  ),
  holdout: text(
    'The person is held out: always the same people get no marketing, for comparison.',
    '对方属于对照人群，不接收营销消息，用于对比。',
  ),
  frequency_cap: text(
    'The person has got as many messages as the caps allow; the item may come again.',
    '对方收到的消息已达频次上限，可稍后重试。',
  ),
  chosen_frequency: text(
    'The person has asked to be written to less often; the item may come again.',
    '对方希望减少消息频率，可稍后重试。',
  ),
  rested: text(
    'The person has never answered on this channel, so it is left alone: choose another.',
    '对方从未在该渠道响应，因此停用该渠道，请改用其他渠道。',
  ),
  quiet_hours: text(
    'It is quiet hours where the person is; the item may come again.',
    '对方当地正处于免打扰时段，可稍后重试。',
  ),
  too_late: text(
    'It is too late for this message: the person came to it long after its moment.',
    '该消息已过时：对方到达此步骤时已远晚于预定时刻。',
  ),
  rate_limited: text(
    'The account has sent as much as it may; the item may come again.',
    '该账号已达发送速率上限，可稍后重试。',
  ),
  provider_rests: text(
    'The provider has not taken messages lately and is left alone for a while; the item may come again.',
    '服务商近期无法接收消息，暂停片刻，可稍后重试。',
  ),
  budget_spent: text(
    'The budget of the channel is spent; the item may come again when it begins anew.',
    '该渠道的预算已用完，预算重新计算后可重试。',
  ),
  no_address: text('The person has no address for this channel.', '对方没有该渠道的地址。'),
  bad_address: text('The person’s address is no valid address.', '对方的地址无效。'),
  refused: text('The provider refused the message for good.', '服务商永久拒绝了该消息。'),
  temporary: text(
    'The provider could not take the message now; the item may come again.',
    '服务商暂时无法接收该消息，可稍后重试。',
  ),
  outcome_unknown: text(
    'The line broke while sending: the message may have arrived, so it is not sent again.',
    '发送途中断线：消息可能已送达，因此不会重发。',
  ),
  in_progress: text('Another run is sending this very message.', '另一次运行正在发送同一条消息。'),
} satisfies Record<string, Text>;

export type Reason = keyof typeof reasons;

export function isReason(code: string | null): code is Reason {
  return code !== null && Object.hasOwn(reasons, code);
}
