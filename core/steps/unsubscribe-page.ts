import { forgetAddress, isAddress, keepAddress, receiveUnsubscribe } from '../messages';
import { startReleased } from '../waits';
import { defineStep } from './define';
import { journeyParameter, stepKeyOf, stepKeyParameter } from './shared';
import { text } from './text';

export const unsubscribePage = defineStep({
  name: 'unsubscribe-page',
  title: text('Unsubscribe Page', '退订页面'),
  summary: text(
    'Lets people unsubscribe by one click, and starts a journey when somebody does',
    '让人们一键退订，并可在有人退订时启动旅程',
  ),
  details: text(
    'Publish one of these. From then on e-mails carry it, so that mail programs show their own Unsubscribe button (RFC 8058), and texts know each person’s link: `{{ unsubscribeUrl }}`. Opening the link shows a page in the person’s language and changes nothing; its button, or one click in the mail program, unsubscribes, and the very next message is not sent. The address must be reachable from the internet, by https for the button in mail programs.',
    '发布一个即可。此后邮件会携带退订信息，邮件客户端显示自带的退订按钮（RFC 8058），正文中可用 `{{ unsubscribeUrl }}`。打开链接只显示对方语言的页面，不做更改；点击按钮或在邮件客户端一键退订后立即生效，下一条消息不再发送。地址须可从互联网访问；客户端按钮需要 https。',
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
    journey: journeyParameter,
    stepKey: stepKeyParameter,
  },
  run: (items, context) =>
    startReleased(items, context, 'People start here as they unsubscribe on the page.'),
  receive: (request, values, context) => receiveUnsubscribe(request, values, context),
  isPage: true,
  registration: {
    isDone: (_, { store }, address) => isAddress(store, address),
    begin: (_, { store }, address) => keepAddress(store, address),
    end: (_, { store }, address) => forgetAddress(store, address),
  },
  holdKey: stepKeyOf,
});
