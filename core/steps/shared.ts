import type { ReEntry } from '../enrolments/enrol';
import { choice, type NumberParameter, type Place, type TextParameter } from './define';
import { text } from './text';

/** Who the item is about, where the item itself does not say it in one of the usual fields. */
export const contactParameter: TextParameter = {
  type: 'text',
  label: text('Contact', '联系人'),
  help: text(
    'Whom the item is about: an e-mail address, a phone number with country code, or a customer ID of your shop. Leave empty to take it from the item (customerId, email or phone).',
    '该条数据对应的人：电子邮箱、带国家代码的手机号，或商店的客户 ID。留空则从数据中读取（customerId、email 或 phone）。',
  ),
  default: '',
  placeholder: 'jane@example.com',
  advanced: true,
};

export const stepKeyParameter: TextParameter = {
  type: 'text',
  label: text('Step Key', '步骤标识'),
  help: text(
    'A name of its own for this step, e.g. welcome/day-3. With it, people keep their place when the workflow is renamed, copied or imported again. Leave empty to tie them to this very node.',
    '该步骤的唯一名称，例如 welcome/day-3。设置后，即使流程被改名、复制或重新导入，人员仍保留在原位置。留空则绑定到当前节点。',
  ),
  default: '',
  placeholder: 'welcome/day-3',
  advanced: true,
  constant: true,
};

/** The name under which the store knows a step: its own key, or the very node. */
export function stepKeyOf(values: { stepKey: string }, place: Place): string {
  return values.stepKey === '' ? `${place.host}/${place.workflow}/${place.node}` : values.stepKey;
}

export const reEntryParameter = choice({
  label: text('Re-Entry', '重复进入'),
  help: text('How often one person may pass through this journey.', '同一个人可以多少次进入此旅程。'),
  options: [
    { value: 'once', label: text('Once', '仅一次') },
    { value: 'after', label: text('Again After Some Days', '若干天后可再次进入') },
    { value: 'always', label: text('Every Time', '每次') },
  ],
  default: 'once',
});

export const reEntryDaysParameter = {
  type: 'number',
  label: text('Days Between', '间隔天数'),
  help: text(
    'Days from the last start after which a person may enter again.',
    '距上次进入多少天后可再次进入。',
  ),
  default: 90,
  minimum: 1,
  maximum: 3650,
  showWhen: { reEntry: ['after'] },
} satisfies NumberParameter;

export const journeyParameter = {
  type: 'text',
  label: text('Journey', '旅程'),
  help: text(
    'A name of its own for this journey. With it, people keep their place when the workflow is copied or imported again. Leave empty to use the workflow’s ID.',
    '该旅程的唯一名称。设置后，流程被复制或重新导入时人员仍保留位置。留空则使用流程 ID。',
  ),
  default: '',
  placeholder: 'first-order',
  advanced: true,
} satisfies TextParameter;

/** Which journey a trigger starts, and how often for one person. */
export interface PassageRule {
  journey: string;
  reEntry: ReEntry['rule'];
  reEntryDays: number;
}

export function reEntryOf({ reEntry, reEntryDays }: PassageRule): ReEntry {
  return reEntry === 'after' ? { rule: 'after', days: reEntryDays } : { rule: reEntry };
}

/** The name under which the store knows a journey: its own, or the workflow's. */
export function journeyOf({ journey }: { journey: string }, place: Place): string {
  return journey === '' ? place.workflow : journey;
}

export const sourceParameter: TextParameter = {
  type: 'text',
  label: text('Source', '来源'),
  help: text(
    'A name for the shop that this comes from. Customer and order IDs are told apart by it.',
    '来源商店的名称，用于区分客户和订单 ID。',
  ),
  default: 'shop',
  required: true,
  advanced: true,
};

export const lapsedAfterParameter: NumberParameter = {
  type: 'number',
  label: text('Lapsed After (Days)', '流失天数'),
  help: text(
    'A customer counts as lapsed this many days after the last paid order.',
    '客户在最后一笔已付款订单之后超过此天数即视为流失。',
  ),
  default: 90,
  minimum: 1,
  maximum: 3650,
};

export const timeZoneParameter: TextParameter = {
  type: 'text',
  label: text('Time Zone', '时区'),
  help: text('Your shop’s time zone, for people whose own is not known.', '未知对方时区时使用的商店时区。'),
  default: 'UTC',
  placeholder: 'Europe/Berlin',
};
