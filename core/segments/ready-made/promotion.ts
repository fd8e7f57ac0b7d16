import { text } from '../../steps/text';
import type { Window } from '../definition/types';
import { always, type ReadyMade } from './define';

const halfYear: Window = { last: { days: 180 } };
const bySms = { channel: { is: 'sms' } };

/** Whom a promotion speaks to, each with copy of their own. */
export const promotion: readonly ReadyMade[] = [
  {
    name: 'never-bought',
    label: text('Members Who Never Bought', '从未购买的会员'),
    help: text('Registered and never bought.', '已注册，从未购买。'),
    definition: always({ all: [{ did: 'customer_registered' }, { none: [{ did: 'order_paid' }] }] }),
  },
  {
    name: 'points-active',
    label: text('Points-Active', '积分活跃'),
    help: text('Earned or used points in the last 90 days.', '最近 90 天内获得或使用过积分。'),
    definition: always({
      any: [
        { did: 'points_earned', when: { last: { days: 90 } } },
        { did: 'points_redeemed', when: { last: { days: 90 } } },
      ],
    }),
  },
  {
    name: 'sms-sensitive',
    label: text('SMS-Sensitive', '短信敏感'),
    help: text(
      'Followed a link in an SMS or replied to one in the last 180 days, and bought in them too.',
      '最近 180 天内点击或回复过短信，且同期有购买。',
    ),
    definition: always({
      all: [
        {
          any: [
            { did: 'message_clicked', when: halfYear, where: bySms },
            { did: 'message_replied', when: halfYear, where: bySms },
          ],
        },
        { did: 'order_paid', when: halfYear },
      ],
    }),
  },
  {
    name: 'buyers-360-days',
    label: text('Buyers of the Last 360 Days', '近 360 天购买者'),
    help: text('Bought in the last 360 days.', '最近 360 天内有购买。'),
    definition: always({ did: 'order_paid', when: { last: { days: 360 } } }),
  },
  {
    name: 'bought-twice-this-year-not-today',
    label: text('Twice This Year, None Today', '今年两单以上今日未购'),
    help: text(
      'Bought at least twice in this calendar year and nothing yet today.',
      '本自然年内购买两次及以上，今天尚未购买。',
    ),
    definition: always({
      all: [
        { did: 'order_paid', times: { atLeast: 2 }, when: { this: 'year' } },
        { didNot: 'order_paid', when: { this: 'day' } },
      ],
    }),
  },
];
