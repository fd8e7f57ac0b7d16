import { mediaParameter, pageAddress, receiveUnsubscribe } from '../messages';
import { startReleased } from '../waits';
import { choice, defineStep } from './define';
import { journeyParameter, stepKeyOf, stepKeyParameter } from './shared';
import { text } from './text';

export const unsubscribePage = defineStep({
  name: 'unsubscribe-page',
  title: text('Unsubscribe Page', '退订页面'),
  summary: text(
    'Lets people unsubscribe by one click or choose what they get, and starts a journey when somebody leaves',
    '让人们一键退订或选择接收内容，并可在有人退订时启动旅程',
  ),
  details: text(
    'Publish one of these. From then on e-mails carry it, so that mail programs show their own Unsubscribe button (RFC 8058), and texts know each person’s link: `{{ unsubscribeUrl }}`. Opening the link shows a page in the person’s language and changes nothing; its button, or one click in the mail program, unsubscribes, and the very next message is not sent. Beside it the page lets people choose channels, topics and how often they are written to (everything, at most weekly, at most monthly), and come back after unsubscribing. What they choose is kept as consent and as the attribute `messageFrequency`, which Send via Channel obeys. What somebody leaves as it is remains unsaid. `{{ confirmUrl }}` leads to a page on which people confirm that they want to be written to at that very address (double opt-in); it is good for 30 days, or as many as **Days to Confirm** says. The address must be reachable from the internet, by https for the button in mail programs.',
    '发布一个即可。此后邮件会携带退订信息，邮件客户端显示自带的退订按钮（RFC 8058），正文中可用 `{{ unsubscribeUrl }}`。打开链接只显示对方语言的页面，不做更改；点击按钮或在邮件客户端一键退订后立即生效，下一条消息不再发送。页面还让人们选择渠道、主题和频率（不限、每周最多一次、每月最多一次），并可在退订后重新订阅。选择保存为同意记录和属性 `messageFrequency`，“渠道发送”会遵守；未改动的选项不视为表态。`{{ confirmUrl }}` 指向确认页面，对方在此确认愿意在该地址接收消息（双重确认），有效期 30 天，可在“确认期限”中修改。地址须可从互联网访问；客户端按钮需要 https。',
  ),
  kind: 'trigger',
  color: '#E2D96E',
  outputs: { fixed: [{ name: 'started', label: text('Unsubscribed', '已退订') }] },
  parameters: {
    publicAddress: {
      type: 'text',
      label: text('Public Address', '公网地址'),
      help: text(
        'Where people reach this Node-RED, without a path.',
        '人们访问此 Node-RED 的地址，不含路径。',
      ),
      default: '',
      placeholder: 'https://flows.example.com',
      hosts: ['node-red'],
      constant: true,
    },
    media: mediaParameter,
    topics: {
      type: 'rows',
      label: text('Topics Offered', '可选主题'),
      help: text(
        'What people may choose to read about, beside the topics of which they have said something. Send via Channel names the same topics.',
        '人们可选择接收的主题，另含其曾表态的主题。与“渠道发送”中的主题名称一致。',
      ),
      rowLabel: text('Topic', '主题'),
      columns: {
        name: {
          type: 'text',
          label: text('Name', '名称'),
          help: text('As Send via Channel has it.', '与“渠道发送”中的一致。'),
          default: '',
          placeholder: 'news',
          required: true,
        },
        label: {
          type: 'text',
          label: text('Label', '显示名称'),
          help: text('What people read. Leave empty for the name.', '人们看到的文字。留空则使用名称。'),
          default: '',
          placeholder: 'News from the shop',
        },
        labelZh: {
          type: 'text',
          label: text('Label in Chinese', '中文显示名称'),
          help: text('Leave empty for the same label.', '留空则使用相同的显示名称。'),
          default: '',
          placeholder: '店铺动态',
        },
      },
    },
    unsaid: choice({
      label: text('Where Nothing Is Said', '未表态时'),
      help: text(
        'How the page shows what a person has said nothing of: as your steps treat it by “Consent”.',
        '对方未表态的选项如何显示：应与发送步骤的“同意”设置一致。',
      ),
      options: [
        { value: 'granted', label: text('Chosen', '已选') },
        { value: 'withdrawn', label: text('Not Chosen', '未选') },
      ],
      default: 'granted',
      advanced: true,
    }),
    confirmDays: {
      type: 'number',
      label: text('Days to Confirm', '确认期限（天）'),
      help: text(
        'Days for which a link to confirm is good. Links to unsubscribe are good for ever.',
        '确认链接的有效天数。退订链接永久有效。',
      ),
      default: 30,
      minimum: 1,
      maximum: 365,
      advanced: true,
    },
    journey: journeyParameter,
    stepKey: stepKeyParameter,
  },
  run: (items, context) =>
    startReleased(items, context, 'People start here as they unsubscribe on the page.'),
  receive: (request, values, context) => receiveUnsubscribe(request, values, context),
  isPage: true,
  registration: {
    isDone: (_, { store }, address) => pageAddress.is(store, address),
    begin: (_, { store }, address) => pageAddress.keep(store, address),
    end: (_, { store }, address) => pageAddress.forget(store, address),
  },
  holdKey: stepKeyOf,
});
