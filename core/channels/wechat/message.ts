import { StepError } from '../../errors';
import type { Values } from '../../steps/define';
import type { Recipient } from '../channel';
import type { WritingValues } from '../kind';
import { within } from '../limits';
import { namedValues } from '../named-values';
import { linkOf } from '../push/link';
import { written } from '../written';
import type { wechatParameters } from './parameters';

export type WechatValues = WritingValues & Values<typeof wechatParameters>;

/** The most letters of a variable, by the kind that its name begins with. */
const MOST = new Map([
  ['thing', 20],
  ['const', 20],
  ['character_string', 32],
  ['phrase', 5],
]);

/**
 * A template message as WeChat takes it, and its text as people read it. Throws `StepError`.
 * Source: https://developers.weixin.qq.com/doc/service/api/notify/template/api_sendtemplatemessage
 */
export function messageTo({ address, key, render }: Recipient, values: WechatValues) {
  const body = written('body', render('body', values.body));
  const given = namedValues('wechatValues', values.wechatValues, render);
  const link = linkOf(values, render);
  const miniprogram = miniProgramOf(values, render('wechatMiniProgramPage', values.wechatMiniProgramPage));
  const message = {
    touser: address,
    template_id: templateOf(values),
    ...(link !== undefined && { url: link }),
    ...(miniprogram && { miniprogram }),
    client_msg_id: key,
    data: Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, { value: fitting(name, value) }]),
    ),
  };
  return { body, message };
}

function fitting(name: string, value: string): string {
  const most = MOST.get(name.replace(/\d+$/, ''));
  return most === undefined
    ? value
    : within({ provider: `WeChat in “${name}”`, most, unit: 'letters' }, 'wechatValues', value);
}

function templateOf({ wechatTemplate }: WechatValues): string {
  const id = wechatTemplate.trim();
  if (/^[\w-]{20,64}$/.test(id)) return id;
  throw new StepError(`“${id}” is no ID of a template.`, {
    parameter: 'wechatTemplate',
    advice: 'Copy it from the account’s template messages: 43 letters, digits and signs.',
  });
}

function miniProgramOf({ wechatMiniProgram }: WechatValues, page: string) {
  const appid = wechatMiniProgram.trim();
  if (appid === '') return undefined;
  return { appid, ...(page.trim() !== '' && { pagepath: page.trim() }) };
}
