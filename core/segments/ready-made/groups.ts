import { text } from '../../steps/text';
import type { Condition } from '../definition/types';
import { always, type ReadyMade } from './define';

const ever: Condition[] = [{ did: 'customer_registered' }, { did: 'order_paid' }];
const lately: Condition[] = [
  { did: 'customer_registered', when: { last: { days: 90 } } },
  { did: 'order_paid', when: { last: { days: 90 } } },
];
const boughtAgain: Condition = { orders: 'count', is: { atLeast: 2 } };
const boughtThisMonth: Condition = { did: 'order_paid', when: { last: { days: 30 } } };

/** Everybody who registered or bought is in exactly one of these. */
export const groups: readonly ReadyMade[] = [
  {
    name: 'new',
    label: text('New', '新客户'),
    help: text(
      'Registered or bought in the last 90 days, and has bought once at most.',
      '最近 90 天内注册或购买，且最多购买过一次。',
    ),
    definition: always({ all: [{ any: lately }, { none: [boughtAgain] }] }),
  },
  {
    name: 'returning',
    label: text('Returning', '老客户'),
    help: text(
      'Bought at least twice; around in the last 90 days, but bought nothing in the last 30.',
      '购买过两次及以上；最近 90 天内有注册或购买，但最近 30 天未购买。',
    ),
    definition: always({ all: [{ any: lately }, boughtAgain, { none: [boughtThisMonth] }] }),
  },
  {
    name: 'active-returning',
    label: text('Active Returning', '活跃老客户'),
    help: text(
      'Bought at least twice, the last time in the last 30 days.',
      '购买过两次及以上，且最近 30 天内有购买。',
    ),
    definition: always({ all: [boughtAgain, boughtThisMonth] }),
  },
  {
    name: 'dormant',
    label: text('Dormant', '沉睡客户'),
    help: text(
      'Registered or bought before, but neither in the last 90 days.',
      '曾注册或购买，但最近 90 天内既未注册也未购买。',
    ),
    definition: always({ all: [{ any: ever }, { none: lately }] }),
  },
];
