import { addToPool, makePools, readPoolFiles, tellLevels } from '../coupons';
import type { ShopApi } from '../shops/account';
import { shopApis } from '../shops/accounts';
import { codeParameters } from './coupon-codes';
import { couponRules } from './coupon-rules';
import { choice, defineStep, type Parameters } from './define';
import { shopConnections, shopParameter } from './shop-account';
import { text } from './text';

const adding = { operation: ['add'] } as const;
const reading = { operation: ['file'] } as const;
const making = { operation: ['make'] } as const;
const counting = { operation: ['levels'] } as const;

const parametersWith = (apis: readonly ShopApi[]) =>
  ({
    operation: choice({
      label: text('Operation', '操作'),
      help: text('What to do with the pool.', '对券池执行的操作。'),
      options: [
        {
          value: 'add',
          label: text('Add Codes', '加入券码'),
          help: text('One item a code.', '每条数据一个券码。'),
        },
        {
          value: 'file',
          label: text('Add a CSV File', '加入 CSV 文件'),
          help: text('A file with a column “code”.', '含 code 列的文件。'),
        },
        {
          value: 'make',
          label: text('Make in Your Shop', '在商店中创建'),
          help: text('Many codes ahead of a promotion.', '在促销前批量创建券码。'),
        },
        {
          value: 'levels',
          label: text('Count', '统计'),
          help: text('How many codes are left.', '剩余多少券码。'),
        },
      ],
      default: 'add',
      constant: true,
    }),
    shop: shopParameter(apis, making),
    pool: {
      type: 'text',
      label: text('Pool', '券池'),
      help: text(
        'Name of the pool; it comes into being with its first code.',
        '券池名称；加入第一个券码时自动创建。',
      ),
      default: '',
      placeholder: 'summer-sale',
      required: true,
    },
    batch: {
      type: 'text',
      label: text('Batch', '批次'),
      help: text(
        'Name of these codes within the pool. A batch is made once: run again, it goes on where it was.',
        '这批券码在券池中的名称。每个批次只创建一次；再次运行会从中断处继续。',
      ),
      default: '',
      placeholder: '2026-11-27',
      required: true,
      showWhen: making,
    },
    count: {
      type: 'number',
      label: text('Codes', '数量'),
      help: text('How many codes the batch has in the end.', '该批次最终的券码数量。'),
      default: 1000,
      minimum: 1,
      maximum: 1_000_000,
      showWhen: making,
    },
    ...couponRules(making),
    ...codeParameters(making),
    code: {
      type: 'text',
      label: text('Code', '券码'),
      help: text(
        'The code to add. Leave empty to take it from the item’s field “code”.',
        '要加入的券码。留空则读取数据的 code 字段。',
      ),
      default: '',
      placeholder: 'SUMMER-7F3K',
      showWhen: adding,
    },
    expires: {
      type: 'text',
      label: text('Expires', '到期时间'),
      help: text(
        'Date after which the code is no longer handed out (ISO 8601). Leave empty for none.',
        '超过此日期后不再发放（ISO 8601）。留空表示不限。',
      ),
      default: '',
      placeholder: '2026-12-31',
      showWhen: adding,
    },
    file: {
      type: 'text',
      label: text('File', '文件'),
      help: text(
        'The text of a CSV file with a column “code”, and “expires” if you like. In n8n, let Extract from File (Extract From Text File) read it and put {{ $json.data }} here.',
        'CSV 文件文本，含 code 列，可选 expires 列。在 n8n 中，可用 Extract from File 读取，并在此填写 {{ $json.data }}。',
      ),
      default: '',
      placeholder: '{{ $json.data }}',
      required: true,
      showWhen: reading,
    },
    lowBelow: {
      type: 'number',
      label: text('Low Below', '不足阈值'),
      help: text(
        'With fewer codes left than this, the item leaves by Low.',
        '剩余少于此数时，从“不足”输出。',
      ),
      default: 100,
      minimum: 0,
      maximum: 1_000_000,
      showWhen: counting,
    },
  }) as const satisfies Parameters;

/** Coupon Pool where these are the ways into shops. */
export function couponPoolWith(apis: readonly ShopApi[]) {
  return defineStep({
    name: 'coupon-pool',
    title: text('Coupon Pool', '优惠券池'),
    summary: text(
      'Fills the pools that Coupon Issue hands codes out of, and counts them',
      '为“发放优惠券”补充券池，并统计余量',
    ),
    details: text(
      'Add codes one item each, for example from a spreadsheet, or a whole CSV file. A code that is in the pool already, or is empty, leaves by **Rejected** with the reason.\n\n**Make in Your Shop** makes many codes of one rule, by as few calls as your shop allows, with its progress in the log. When it is interrupted, run it again: the batch goes on where it was and nothing is made twice. Nobody gets a code before the shop has it. These codes are not bound to one customer; what the shop cannot do leaves by **Not Made** before anything is made.',
      '可逐条加入券码（例如来自电子表格），或一次加入整个 CSV 文件。已存在或为空的券码从**已拒绝**输出，并附原因。\n\n**在商店中创建**按同一规则批量创建券码，使用商店允许的最少调用次数，进度写入日志。中断后再次运行即可从中断处继续，不会重复创建；商店创建完成前不会发放。这些券码不限于某位客户；商店无法实现的规则在创建前即从**未创建**输出。',
    ),
    kind: 'step',
    color: '#F3B567',
    outputs: {
      fixed: [
        { name: 'added', label: text('Added', '已加入'), showWhen: { operation: ['add', 'file'] } },
        { name: 'rejected', label: text('Rejected', '已拒绝'), showWhen: { operation: ['add', 'file'] } },
        { name: 'made', label: text('Made', '已创建'), showWhen: making },
        { name: 'not_made', label: text('Not Made', '未创建'), showWhen: making },
        { name: 'enough', label: text('Enough', '充足'), showWhen: counting },
        { name: 'low', label: text('Low', '不足'), showWhen: counting },
      ],
    },
    connections: shopConnections(apis, making),
    parameters: parametersWith(apis),
    async run(items, context) {
      const [first] = items;
      switch (first?.values.operation) {
        case 'file':
          return readPoolFiles(items, context);
        case 'make':
          return makePools(items, context, apis);
        case 'levels':
          return tellLevels(items, context);
        default:
          return addToPool(items, context);
      }
    },
  });
}

export const couponPool = couponPoolWith(shopApis);
