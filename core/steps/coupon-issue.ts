import { issueCoupons } from '../coupons';
import type { ShopApi } from '../shops/account';
import { shopApis } from '../shops/accounts';
import { codeParameters } from './coupon-codes';
import { limitParameters } from './coupon-limits';
import { couponRules } from './coupon-rules';
import { tierParameters } from './coupon-tiers';
import { type Parameters, choice, defineStep } from './define';
import { contactParameter, sourceParameter } from './shared';
import { shopConnections, shopParameter } from './shop-account';
import { text } from './text';

const fromPool = { source: ['pool'] } as const;
const fromShop = { source: ['shop'] } as const;

const parametersWith = (apis: readonly ShopApi[]) =>
  ({
    source: choice({
      label: text('Codes From', '券码来源'),
      help: text('Where the code comes from.', '券码的来源。'),
      options: [
        {
          value: 'ledger',
          label: text('Made Here', '本地生成'),
          help: text('Codes that your shop learns from elsewhere.', '由您自行录入商店的券码。'),
        },
        {
          value: 'pool',
          label: text('Pool', '券池'),
          help: text('Codes that Coupon Pool took in or made.', '“优惠券池”上传或创建的券码。'),
        },
        {
          value: 'shop',
          label: text('Your Shop', '您的商店'),
          help: text(
            'Each coupon is made in your shop, so that its checkout accepts it.',
            '每张券都在您的商店中创建，结账时即可使用。',
          ),
        },
      ],
      default: 'ledger',
      constant: true,
    }),
    shop: shopParameter(apis, fromShop),
    pool: {
      type: 'text',
      label: text('Pool', '券池'),
      help: text(
        'Name of the pool that codes were added to with Coupon Pool.',
        '通过“优惠券池”节点上传的券池名称。',
      ),
      default: '',
      placeholder: 'summer-sale',
      showWhen: fromPool,
    },
    ...couponRules({}),
    onlyThisCustomer: {
      type: 'flag',
      label: text('Only This Customer', '仅限本人'),
      help: text(
        'Nobody else can use the code. Your shop knows people by their customer ID or e-mail address.',
        '其他人无法使用该券码。商店通过客户 ID 或邮箱识别客户。',
      ),
      default: true,
      showWhen: fromShop,
    },
    ...tierParameters({}),
    ...codeParameters({ source: ['ledger', 'shop'] }),
    purpose: {
      type: 'text',
      label: text('Purpose', '用途'),
      help: text(
        'One coupon for each purpose in a journey. Steps with the same purpose hand out the same coupon.',
        '旅程中每个用途一张券。用途相同的步骤返回同一张券。',
      ),
      default: 'welcome',
      required: true,
    },
    warnBelow: {
      type: 'number',
      label: text('Warn Below', '库存预警'),
      help: text(
        'When fewer codes than this are left in the pool, one item leaves by Pool Low; again only after a refill. 0 for never.',
        '券池剩余少于此数时，从“券池不足”输出一条数据；补充后才会再次提醒。0 表示不提醒。',
      ),
      default: 0,
      minimum: 0,
      maximum: 1_000_000,
      showWhen: fromPool,
    },
    ...limitParameters({}),
    shopSource: { ...sourceParameter, showWhen: fromShop },
    contact: contactParameter,
  }) as const satisfies Parameters;

/** Coupon Issue where these are the ways into shops. */
export function couponIssueWith(apis: readonly ShopApi[]) {
  return defineStep({
    name: 'coupon-issue',
    title: text('Coupon Issue', '发放优惠券'),
    summary: text('Gives each person one coupon for a purpose', '为每个人按用途发放一张优惠券'),
    details: text(
      'The coupon belongs to the person’s passage through the journey and to the **Purpose**: however often the item comes by, the same code comes back. The code is added to the item as `coupon`. People who rehearse get a code that is marked as a rehearsal, never taken from a pool and never made in the shop.\n\nA coupon of **Your Shop** is made there before the item goes on. When the shop does not answer, the item fails; run it again, and the same code is used: there is never a second coupon. What the shop cannot do leaves by **Not Issued** before anything is made. docs/coupons.md tells what each shop can do, how limits count, and what the reasons in `coupon.reason` mean.',
      '优惠券属于该人员的本次旅程和**用途**：无论数据经过多少次，返回的都是同一个券码，并写入 `coupon`。演练人员得到带演练标记的券码，不会占用券池，也不会在商店中创建。\n\n来自**您的商店**的券会先在商店中创建，数据才继续。商店没有应答时该条数据报错；重新运行会使用同一券码，绝不会产生第二张。商店无法实现的规则在创建前即从**未发放**输出。各商店的能力、限额的计算方式以及 `coupon.reason` 的含义见 docs/coupons.md。',
    ),
    kind: 'step',
    color: '#F3B567',
    outputs: {
      fixed: [
        { name: 'issued', label: text('Issued', '已发放') },
        { name: 'not_issued', label: text('Not Issued', '未发放') },
        { name: 'pool_low', label: text('Pool Low', '券池不足'), showWhen: fromPool },
      ],
    },
    connections: shopConnections(apis, fromShop),
    parameters: parametersWith(apis),
    run: (items, context) => issueCoupons(items, context, apis),
  });
}

export const couponIssue = couponIssueWith(shopApis);
