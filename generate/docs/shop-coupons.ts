import { wallClock } from '../../core/clock';
import type { ShopApi, ShopCoupon, ShopCoupons } from '../../core/shops/account';
import { shopApis } from '../../core/shops/accounts';
import { type Parameters, stepValues } from '../../core/steps';
import { page, table } from './markdown';

const DAY = 86_400_000;
const never = () => Promise.reject(new Error('what a shop can do is said without asking it'));
const quiet = { debug: never, info: never, warn: never, error: never };

/** A coupon that every shop can make, which the rules below change. */
const plain: ShopCoupon = {
  code: 'WELCOME-7KQ4-ZX2M',
  title: 'Welcome',
  customer: null,
  discount: { kind: 'percentage', value: 1_000 },
  currency: 'EUR',
  minimumSpend: null,
  category: null,
  usageLimit: 1,
  startsAt: 0,
  expiresAt: null,
  timeZone: 'Europe/Berlin',
  combinable: true,
};

/** What people ask of coupons, one thing at a time. */
const rules: readonly [asked: string, change: Partial<ShopCoupon>][] = [
  ['Percentage', {}],
  ['Fixed amount', { discount: { kind: 'fixed', value: 500 } }],
  ['Free shipping', { discount: { kind: 'free_shipping' } }],
  ['Gift of a category', { discount: { kind: 'gift' }, category: '42' }],
  ['Percentage off a category', { category: '42' }],
  ['Fixed amount off a category', { discount: { kind: 'fixed', value: 500 }, category: '42' }],
  ['Minimum spend', { minimumSpend: 5_000 }],
  ['For this customer alone', { customer: { id: '7', email: 'ann@example.com' } }],
  ['A customer known by e-mail address alone', { customer: { id: null, email: 'ann@example.com' } }],
  ['Used any number of times', { usageLimit: null }],
  ['Starts later', { startsAt: wallClock.now() + DAY, expiresAt: wallClock.now() + 2 * DAY }],
  ['Does not combine with other discounts', { combinable: false }],
];

/** The shops, each by one of its ways in: they differ only in how one signs in. */
const shops = [...new Map(shopApis.toReversed().map((api) => [api.shop, api])).values()].toReversed();

/** The page about what each shop can do with coupons, as its own code says it. */
export function shopCouponsPage(): string {
  const columns = shops.map((api) => ({ name: api.label.en, coupons: couponsOf(api) }));
  const answers = rules.map(([asked, change]) =>
    columns.map(({ coupons }) => ({ asked, refusal: coupons.refusalOf({ ...plain, ...change }) })),
  );
  return page([
    '# What each shop can do with coupons',
    'This page is generated from `core/shops/`. What a shop cannot do leaves Coupon Issue by **Not Issued**, and Coupon Pool by **Not Made**, before anything is made. What depends on the settings of your very shop (its currency, its categories, its customers) is found out when the coupon is made.',
    table(
      ['Rule', ...columns.map(({ name }) => name)],
      answers.map((row) => [row[0]?.asked ?? '', ...row.map(({ refusal }) => (refusal ? 'no' : 'yes'))]),
    ),
    ...columns.flatMap(({ name }, column) => {
      const refusals = answers.flatMap((row) => row[column]?.refusal ?? []);
      return refusals.length === 0
        ? []
        : [`## ${name}`, [...new Set(refusals)].map((refusal) => `- ${refusal}`).join('\n')];
    }),
  ]);
}

function couponsOf({ connection, open }: ShopApi): ShopCoupons {
  return open(exampleOf(connection.fields), {
    http: { request: never, download: never },
    clock: wallClock,
    log: quiet,
    pause: never,
  }).coupons;
}

/** Values that open an account, which nobody will call. */
function exampleOf(fields: Parameters) {
  const texts = Object.entries(fields).flatMap(([name, field]): [string, string][] =>
    field.type === 'text' ? [[name, field.default || field.placeholder || 'example']] : [],
  );
  return stepValues(fields, Object.fromEntries(texts));
}
