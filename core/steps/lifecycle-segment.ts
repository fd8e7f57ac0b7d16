import { scores } from '../scores';
import { checkPeople, estimateAudience, listAudience, routePeople } from '../segments';
import { groups, readyMade } from '../segments/ready-made';
import { stages } from '../segments/stages';
import {
  type Option,
  type Parameters,
  type StepItem,
  type Values,
  choice,
  choices,
  defineStep,
} from './define';
import { questionOf, segmentParameters } from './segment-parameters';
import { contactParameter, lapsedAfterParameter } from './shared';
import { text } from './text';

const route = { operation: ['route'] } as const;
const check = { operation: ['check'] } as const;
const list = { operation: ['list'] } as const;
const oneSegment = { operation: ['check', 'list'] } as const;
const bySegments = { ...route, by: ['segments'] } as const;

const optionsOf = (segments: typeof readyMade): Option[] =>
  segments.map(({ name, label, help }) => ({ value: name, label, help }));

/** Those that need nothing chosen. */
const complete = optionsOf(readyMade.filter(({ needs }) => needs === undefined));

const asked = segmentParameters({ when: oneSegment });

const parameters = {
  operation: choice({
    label: text('Operation', '操作'),
    help: text('What to do with segments.', '对分组执行的操作。'),
    options: [
      {
        value: 'route',
        label: text('Route', '分流'),
        help: text('Send each person to the output of their segment.', '将每个人送往其所属分组的输出。'),
      },
      {
        value: 'check',
        label: text('Check', '检查'),
        help: text('Add segments, scores and reasons to each person.', '为每个人添加分组、得分与原因。'),
      },
      {
        value: 'list',
        label: text('List Audience', '列出人群'),
        help: text('Bring the people of a segment into the flow.', '将分组中的人员引入流程。'),
      },
    ],
    default: 'route',
    constant: true,
  }),
  by: choice({
    label: text('Route By', '分流依据'),
    help: text('What the outputs stand for.', '各输出所代表的内容。'),
    options: [
      { value: 'stages', label: text('Lifecycle Stages', '生命周期阶段') },
      { value: 'groups', label: text('Four Groups', '四类人群') },
      { value: 'segments', label: text('Segments', '分组') },
    ],
    default: 'stages',
    constant: true,
    showWhen: route,
  }),
  stages: choices({
    label: text('Stages', '阶段'),
    help: text('Each stage picked here gets an output of its own.', '此处选择的每个阶段都有自己的输出。'),
    options: stages,
    default: ['registered', 'cart', 'order_unpaid', 'one_order', 'repeat', 'lapsed'],
    showWhen: { ...route, by: ['stages'] },
  }),
  lapsedAfter: { ...lapsedAfterParameter, showWhen: { ...route, by: ['stages'] } },
  groups: choices({
    label: text('Groups', '人群'),
    help: text('Each group picked here gets an output of its own.', '此处选择的每类人群都有自己的输出。'),
    options: optionsOf(groups),
    default: groups.map(({ name }) => name),
    showWhen: { ...route, by: ['groups'] },
  }),
  readyMade: choices({
    label: text('Ready-Made Segments', '内置分组'),
    help: text(
      'Each one picked here gets an output of its own. Whoever is in several leaves by the first.',
      '此处选择的每个分组都有自己的输出。属于多个分组者从第一个输出离开。',
    ),
    options: complete,
    default: [],
    showWhen: bySegments,
  }),
  ownSegments: {
    type: 'rows',
    label: text('Own Segments', '自有分组'),
    rowLabel: text('Segment', '分组'),
    help: text(
      'Each row gets an output, behind those of the ready-made segments.',
      '每行一个输出，位于内置分组的输出之后。',
    ),
    titledBy: 'output',
    columns: {
      output: {
        type: 'text',
        label: text('Output', '输出'),
        help: text('The output’s title.', '输出的标题。'),
        default: '',
        placeholder: 'VIP',
      },
      from: choice({
        label: text('Segment Is', '分组来源'),
        help: text('Where the segment comes from.', '分组的来源。'),
        options: [
          { value: 'by_name', label: text('Saved or Ready-Made', '已保存或内置') },
          { value: 'as_json', label: text('Written as JSON', 'JSON 定义') },
        ],
        default: 'by_name',
      }),
      segment: {
        type: 'text',
        label: text('Segment Name', '分组名称'),
        help: text('The name under which it was saved.', '保存时使用的名称。'),
        default: '',
        placeholder: 'VIP',
        showWhen: { from: ['by_name'] },
      },
      definition: {
        type: 'json',
        label: text('Definition', '定义'),
        help: text('The segment in the language of definitions.', '用定义语言编写的分组。'),
        default: '',
        rows: 4,
        showWhen: { from: ['as_json'] },
      },
    },
    constant: true,
    showWhen: bySegments,
  },
  everyMatch: {
    type: 'flag',
    label: text('Every Match', '全部匹配'),
    help: text(
      'Whoever is in several segments leaves by each of their outputs, instead of by the first alone.',
      '属于多个分组者从每个对应输出离开，而不只从第一个。',
    ),
    default: false,
    constant: true,
    showWhen: { ...route, by: ['groups', 'segments'] },
  },
  ...asked,
  alsoCheck: choices({
    label: text('Also Check', '同时检查'),
    help: text('Ready-made segments that are looked at too.', '一并检查的内置分组。'),
    options: complete,
    default: [],
    showWhen: check,
  }),
  alsoNamed: {
    type: 'text',
    label: text('Also Check by Name', '按名称检查'),
    help: text('Names of saved segments, commas between them.', '已保存分组的名称，以逗号分隔。'),
    default: '',
    placeholder: 'VIP, Newsletter',
    showWhen: check,
  },
  scores: choices({
    label: text('Scores', '得分'),
    help: text('What else is told of the person.', '需要附加的人员得分。'),
    options: scores,
    default: [],
    showWhen: check,
  }),
  details: choices({
    label: text('Details', '详情'),
    help: text('What is told of each segment.', '需要附加的分组信息。'),
    options: [
      {
        value: 'reasons',
        label: text('Reasons', '原因'),
        help: text('Each condition, and whether it held.', '每个条件及其是否满足。'),
      },
      {
        value: 'definitions',
        label: text('Definitions', '定义'),
        help: text('What the segment is, as JSON.', '分组的 JSON 定义。'),
      },
    ],
    default: ['reasons'],
    showWhen: check,
  }),
  audienceSize: {
    type: 'notice',
    label: text('Estimated Size', '预估人数'),
    asks: questionOf(asked, estimateAudience),
    showWhen: list,
  },
  sort: choice({
    label: text('Order', '排序'),
    help: text('Who comes first.', '谁排在最前。'),
    options: [
      { value: 'newest', label: text('Newest Contact', '最新联系人') },
      { value: 'oldest', label: text('Oldest Contact', '最早联系人') },
      { value: 'last_order', label: text('Latest Order', '最近下单') },
      {
        value: 'most_spent',
        label: text('Most Spent', '消费最多'),
        help: text('Each in their own currency.', '按各自的货币。'),
      },
      { value: 'most_orders', label: text('Most Orders', '订单最多') },
      {
        value: 'random',
        label: text('Random', '随机'),
        help: text('With “At Most”, a sample.', '与“最多人数”一起使用即为抽样。'),
      },
    ],
    default: 'newest',
    showWhen: list,
  }),
  seed: {
    type: 'text',
    label: text('Seed', '随机种子'),
    help: text('The same seed draws the same people again.', '相同的种子会抽到相同的人。'),
    default: 'sample',
    showWhen: { ...list, sort: ['random'] },
  },
  atMost: {
    type: 'number',
    label: text('At Most', '最多人数'),
    help: text('People of all pages together; 0 for everybody.', '所有页合计的人数；0 表示全部。'),
    default: 0,
    minimum: 0,
    maximum: 1_000_000_000,
    showWhen: list,
  },
  pageSize: {
    type: 'number',
    label: text('Limit', '每页人数'),
    help: text('People of one page.', '一页的人数。'),
    default: 100,
    minimum: 1,
    maximum: 1000,
    showWhen: list,
  },
  cursor: {
    type: 'text',
    label: text('Cursor', '游标'),
    help: text(
      'Where the page begins. Leave empty to begin at the first, or where the item’s audience.cursor says: lead Next Page back to this step to list all.',
      '页的起点。留空则从头开始，或从数据的 audience.cursor 处继续：将“下一页”连回本步骤即可列出全部。',
    ),
    default: '',
    advanced: true,
    showWhen: list,
  },
  contact: { ...contactParameter, showWhen: { operation: ['route', 'check'] } },
} as const satisfies Parameters;

type Items = readonly StepItem<Values<typeof parameters>>[];

export const lifecycleSegment = defineStep({
  name: 'lifecycle-segment',
  title: text('Lifecycle Segment', '生命周期分组'),
  summary: text(
    'Routes people by where they stand with your shop, checks segments and scores, and lists audiences',
    '按客户所处阶段分流，检查分组与得分，并列出人群',
  ),
  details: text(
    '**Route** has one output for each stage, group or segment that you pick, and **Other** for everybody else; everything is looked up at the moment the item passes. The stage is added to the item as `contact.stage`, the segment as `segment.name`. **Check** adds `segments` (for each one, whether the person is in it), `reasons` and `scores`. **List Audience** needs no person: for each item that comes in it lists one page of a segment, one item a person, and then the item itself leaves by **Next Page** with `audience.cursor`, or by **Done**. Lead Next Page back to the step to list all.',
    '**分流**为所选的每个阶段、人群或分组提供一个输出，其余的人走**其他**；一切在数据经过时即时查询。阶段写入 `contact.stage`，分组写入 `segment.name`。**检查**添加 `segments`（是否属于各分组）、`reasons` 和 `scores`。**列出人群**不需要具体人员：每收到一条数据便列出分组的一页，每人一条，随后该数据携带 `audience.cursor` 从**下一页**离开，或从**完成**离开。将“下一页”连回本步骤即可列出全部。',
  ),
  kind: 'step',
  color: '#7BC8A4',
  outputs: {
    eachOf: ['stages', 'groups', 'readyMade', 'ownSegments'],
    fixed: [
      { name: 'other', label: text('Other', '其他'), showWhen: route },
      { name: 'checked', label: text('Checked', '已检查'), showWhen: check },
      { name: 'contacts', label: text('Contacts', '联系人'), showWhen: list },
      { name: 'next_page', label: text('Next Page', '下一页'), showWhen: list },
      { name: 'done', label: text('Done', '完成'), showWhen: list },
    ],
  },
  parameters,
  run(items: Items, context) {
    switch (items[0]?.values.operation) {
      case 'check':
        return checkPeople(items, context);
      case 'list':
        return listAudience(items, context);
      default:
        return routePeople(items, context);
    }
  },
});
