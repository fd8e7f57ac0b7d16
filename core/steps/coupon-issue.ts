import { checkCoupons, extendCoupons, issueCoupons, revokeCoupons } from '../coupons';
import type { ShopApi } from '../shops/account';
import { shopApis } from '../shops/accounts';
import { codeParameters } from './coupon-codes';
import { limitParameters } from './coupon-limits';
import { couponRules, expiryRules } from './coupon-rules';
import { tierParameters } from './coupon-tiers';
import { type Parameters, choice, defineStep } from './define';
import { contactParameter, sourceParameter } from './shared';
import { shopConnections, shopParameter } from './shop-account';
import { text } from './text';

const issuing = { operation: ['issue'] } as const;
const fromPool = { ...issuing, source: ['pool'] } as const;
const fromShop = { source: ['shop'] } as const;

const parametersWith = (apis: readonly ShopApi[]) =>
  ({
    operation: choice({
      label: text('Operation', '操作'),
      help: text('What to do with the person’s coupon.', '对此人的优惠券执行的操作。'),
      options: [
        { value: 'issue', label: text('Issue', '发放') },
        {
          value: 'check',
          label: text('Check', '查询'),
          help: text('Whether it can be used now.', '现在是否可用。'),
        },
        {
          value: 'extend',
          label: text('Extend', '延期'),
          help: text('It expires later.', '推迟到期时间。'),
        },
        {
          value: 'revoke',
          label: text('Revoke', '作废'),
          help: text('It can no longer be used.', '不可再使用。'),
        },
      ],
      default: 'issue',
      constant: true,
    }),
    source: choice({
      label: text('Codes From', '券码来源'),
      help: text(
        'Where the code comes from, or came from when it was issued.',
        '券码的来源，或发放时的来源。',
      ),
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
    ...couponRules(issuing),
    ...expiryRules({ operation: ['issue', 'extend'] }),
    onlyThisCustomer: {
      type: 'flag',
      label: text('Only This Customer', '仅限本人'),
      help: text(
        'Nobody else can use the code. Your shop knows people by their customer ID or e-mail address.',
        '其他人无法使用该券码。商店通过客户 ID 或邮箱识别客户。',
      ),
      default: true,
      showWhen: { ...issuing, ...fromShop },
    },
    ...tierParameters(issuing),
    ...codeParameters({ ...issuing, source: ['ledger', 'shop'] }),
    costsPoints: {
      type: 'number',
      label: text('Costs Points', '所需积分'),
      help: text(
        'Points that are taken in exchange for the coupon. Who has fewer gets none and keeps them. 0 for a gift.',
        '兑换此券所需的积分；积分不足者不发券，也不扣除。0 表示免费发放。',
      ),
      default: 0,
      minimum: 0,
      maximum: 1_000_000_000,
      showWhen: issuing,
    },
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
    ...limitParameters(issuing),
    revokeReason: {
      type: 'text',
      label: text('Reason', '原因'),
      help: text('Kept with the coupon, for whoever asks.', '随优惠券一起记录，便于日后查询。'),
      default: '',
      placeholder: 'The order was returned',
      showWhen: { operation: ['revoke'] },
    },
    shopSource: { ...sourceParameter, showWhen: { ...issuing, ...fromShop } },
    contact: contactParameter,
  }) as const satisfies Parameters;

/** Coupon Issue where these are the ways into shops. */
export function couponIssueWith(apis: readonly ShopApi[]) {
  return defineStep({
    name: 'coupon-issue',
    title: text('Coupon Issue', '发放优惠券'),
    summary: text(
      'Gives each person one coupon for a purpose; checks, extends or revokes it later',
      '为每个人按用途发放一张优惠券，之后可查询、延期或作废',
    ),
    details: text(
      'The coupon belongs to the person’s passage through the journey and to the **Purpose**: however often the item comes by, the same code comes back. The code is added to the item as `coupon`. People who rehearse get a code that is marked as a rehearsal, never taken from a pool and never made in the shop.\n\nA coupon of **Your Shop** is made there before the item goes on. When the shop does not answer, the item fails; run it again, and the same code is used: there is never a second coupon. What the shop cannot do leaves by **Not Issued** before anything is made.\n\n**Check**, **Extend** and **Revoke** are about the coupon that the person holds for the **Purpose**; a coupon of your shop is asked about and changed there, too. docs/coupons.md tells what each shop can do, how limits count, and what the reasons in `coupon.reason` mean.',
      '优惠券属于该人员的本次旅程和**用途**：无论数据经过多少次，返回的都是同一个券码，并写入 `coupon`。演练人员得到带演练标记的券码，不会占用券池，也不会在商店中创建。\n\n来自**您的商店**的券会先在商店中创建，数据才继续。商店没有应答时该条数据报错；重新运行会使用同一券码，绝不会产生第二张。商店无法实现的规则在创建前即从**未发放**输出。\n\n**查询**、**延期**和**作废**针对此人该**用途**下已有的优惠券；商店中的券会同步查询和修改。各商店的能力、限额的计算方式以及 `coupon.reason` 的含义见 docs/coupons.md。',
    ),
    kind: 'step',
    color: '#F3B567',
    outputs: {
      fixed: [
        { name: 'issued', label: text('Issued', '已发放'), showWhen: issuing },
        { name: 'not_issued', label: text('Not Issued', '未发放'), showWhen: issuing },
        { name: 'pool_low', label: text('Pool Low', '券池不足'), showWhen: fromPool },
        { name: 'usable', label: text('Usable', '可用'), showWhen: { operation: ['check'] } },
        { name: 'not_usable', label: text('Not Usable', '不可用'), showWhen: { operation: ['check'] } },
        { name: 'extended', label: text('Extended', '已延期'), showWhen: { operation: ['extend'] } },
        { name: 'not_extended', label: text('Not Extended', '未延期'), showWhen: { operation: ['extend'] } },
        { name: 'revoked', label: text('Revoked', '已作废'), showWhen: { operation: ['revoke'] } },
        { name: 'not_revoked', label: text('Not Revoked', '未作废'), showWhen: { operation: ['revoke'] } },
      ],
    },
    connections: shopConnections(apis, fromShop),
    parameters: parametersWith(apis),
    async run(items, context) {
      const [first] = items;
      switch (first?.values.operation) {
        case 'check':
          return checkCoupons(items, context, apis);
        case 'extend':
          return extendCoupons(items, context, apis);
        case 'revoke':
          return revokeCoupons(items, context, apis);
        default:
          return issueCoupons(items, context, apis);
      }
    },
  });
}

export const couponIssue = couponIssueWith(shopApis);
