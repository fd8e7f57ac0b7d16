import { importFiles } from '../import';
import { eventNames } from '../ingest/names';
import { shopApis } from '../shops/accounts';
import { loadShops } from '../shops/backfill';
import { recordEvents } from '../shops/record';
import { choice, defineStep, type TextParameter } from './define';
import { contactParameter, sourceParameter, timeZoneParameter } from './shared';
import { shopConnections, shopParameter } from './shop-account';
import { text } from './text';

const fields = { operation: ['record'], shape: ['fields'] };

/** A field of the event; empty where the event says nothing of it. */
const field = (
  label: TextParameter['label'],
  help: TextParameter['help'],
  placeholder: string,
): TextParameter => ({ type: 'text', label, help, default: '', placeholder, showWhen: fields });

export const recordEvent = defineStep({
  name: 'record-event',
  title: text('Record Event', '记录事件'),
  summary: text(
    'Records what people did, from any source, or imports a file of customers or orders',
    '记录来自任意来源的客户行为，或导入客户、订单文件',
  ),
  details: text(
    'Each item becomes one event, as if your shop’s webhook had brought it: it changes segments, ends waits, and counts once however often it is recorded. An item that is no event leaves by **Rejected** with the reason, and a row of a file likewise. **Import a File** takes the text of a CSV file with a header, customers or orders; history starts no journeys. A file that was imported before changes nothing. Large files are for `npx shop-journeys import`.',
    '每条数据成为一个事件，效果与商店 Webhook 相同：更新分组、结束等待，重复记录只计一次。无法识别的数据从**已拒绝**输出并附原因，文件中的行亦然。**导入文件**接收带表头的 CSV 文本（客户或订单）；历史数据不会启动旅程。已导入过的文件不会再有变化。大文件请使用 `npx shop-journeys import`。',
  ),
  kind: 'step',
  color: '#E2D96E',
  outputs: {
    fixed: [
      { name: 'recorded', label: text('Recorded', '已记录') },
      { name: 'rejected', label: text('Rejected', '已拒绝') },
    ],
  },
  connections: shopConnections(shopApis, { operation: ['load'] }),
  parameters: {
    operation: choice({
      label: text('Operation', '操作'),
      help: text('What comes in.', '输入的内容。'),
      options: [
        { value: 'record', label: text('Record Events', '记录事件') },
        { value: 'import', label: text('Import a File', '导入文件') },
        { value: 'load', label: text('Load History from Your Shop', '从商店加载历史') },
      ],
      default: 'record',
      constant: true,
    }),
    shop: shopParameter(shopApis, { operation: ['load'] }),
    shape: choice({
      label: text('Items Are', '数据格式'),
      help: text(
        'Whether fields below say what happened, or each item is an event in the form of the webhooks.',
        '由下方字段说明发生了什么，或每条数据本身就是 Webhook 格式的事件。',
      ),
      options: [
        { value: 'fields', label: text('Described Below', '由下方字段描述') },
        { value: 'event', label: text('Events Already', '已是事件') },
      ],
      default: 'fields',
      showWhen: { operation: ['record'] },
      constant: true,
    }),
    event: choice({
      label: text('Event', '事件'),
      help: text('What the person did.', '此人做了什么。'),
      options: [...eventNames, { value: 'own', label: text('One of My Own', '自定义') }],
      default: 'product_viewed',
      showWhen: fields,
    }),
    ownName: {
      type: 'text',
      label: text('Name', '名称'),
      help: text(
        'Small letters, digits and underscores. Segments ask for the event by this name.',
        '小写字母、数字和下划线。分组通过该名称引用此事件。',
      ),
      default: '',
      placeholder: 'webinar_attended',
      required: true,
      showWhen: { ...fields, event: ['own'] },
    },
    when: field(
      text('When', '时间'),
      text(
        'Date and time with zone (ISO 8601). Leave empty for now; then give an event ID, so that a second run records nothing twice.',
        '带时区的日期时间（ISO 8601）。留空表示现在；此时请填写事件 ID，以免重复运行时重复记录。',
      ),
      '2026-11-22T10:30:00Z',
    ),
    eventId: field(
      text('Event ID', '事件 ID'),
      text(
        'What names this event for good. Leave empty to tell events apart by all that they say.',
        '该事件的唯一标识。留空则按事件的全部内容区分。',
      ),
      'survey-1001',
    ),
    orderId: field(
      text('Order ID', '订单 ID'),
      text('For events about an order.', '用于与订单有关的事件。'),
      '5001',
    ),
    amount: field(
      text('Amount', '金额'),
      text(
        'Of the order, or the price of the product, as people write it.',
        '订单金额或商品价格，按日常写法。',
      ),
      '49.90',
    ),
    currency: field(
      text('Currency', '币种'),
      text('ISO 4217 code of the amount.', '金额的 ISO 4217 币种代码。'),
      'EUR',
    ),
    product: field(
      text('Product', '商品'),
      text('ID of the product that it is about.', '相关商品的 ID。'),
      'EP-7',
    ),
    category: field(
      text('Category', '类目'),
      text('Of the product; levels are set apart by “ > ”.', '商品类目；各级以“ > ”分隔。'),
      'Audio > Earphones',
    ),
    quantity: field(text('Quantity', '数量'), text('Pieces in the order.', '订单中的件数。'), '1'),
    coupon: field(
      text('Coupon', '优惠券'),
      text('Code that the order used.', '订单使用的券码。'),
      'WELCOME-7KQ4',
    ),
    channel: field(
      text('Channel', '渠道'),
      text('For events about a message.', '用于与消息有关的事件。'),
      'email',
    ),
    via: field(
      text('Led by', '来源引导'),
      text(
        'What led the person there. “recommendation” is what the ready-made segments ask for.',
        '是什么将此人引导至此。内置分组使用 recommendation。',
      ),
      'recommendation',
    ),
    points: field(text('Points', '积分'), text('Given or used.', '获得或使用的积分。'), '100'),
    attributes: {
      type: 'rows',
      label: text('Attributes', '属性'),
      help: text('What else is known of the person from now on.', '此后已知的关于此人的其他信息。'),
      rowLabel: text('Attribute', '属性'),
      columns: {
        name: {
          type: 'text',
          label: text('Name', '名称'),
          help: text('How segments ask for it.', '分组引用时使用的名称。'),
          default: '',
          placeholder: 'city',
          required: true,
        },
        value: {
          type: 'text',
          label: text('Value', '值'),
          help: text('What it is for this person.', '此人的值。'),
          default: '',
          placeholder: 'Berlin',
        },
      },
      showWhen: fields,
    },
    file: {
      type: 'text',
      label: text('File', '文件'),
      help: text(
        'The text of a CSV file with a header. In n8n, let Extract from File (Extract From Text File) read it and put {{ $json.data }} here.',
        '带表头的 CSV 文件文本。在 n8n 中，可用 Extract from File 读取，并在此填写 {{ $json.data }}。',
      ),
      default: '',
      placeholder: '{{ $json.data }}',
      required: true,
      showWhen: { operation: ['import'] },
    },
    fileCurrency: {
      type: 'text',
      label: text('Currency', '币种'),
      help: text('Of amounts whose row names none (ISO 4217).', '未注明币种的金额所用的币种（ISO 4217）。'),
      default: 'EUR',
      placeholder: 'EUR',
      required: true,
      showWhen: { operation: ['import'] },
    },
    timeZone: { ...timeZoneParameter, showWhen: { operation: ['import'] } },
    source: sourceParameter,
    contact: contactParameter,
  },
  async run(items, context) {
    const [first] = items;
    switch (first?.values.operation) {
      case 'import':
        return importFiles(items, context);
      case 'load':
        return loadShops(items, context);
      default:
        return recordEvents(items, context);
    }
  },
});
