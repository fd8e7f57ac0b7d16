import { checkMessage } from '../../core/messages/check/check';
import { findings } from '../../core/messages/check';

const told = 'Hello Jane.\nJane’s Shop,\n1 High Street, London';

const good = {
  form: 'mail',
  marketing: true,
  from: 'Jane’s Shop <hello@shop.example>',
  subject: 'Your welcome gift, Jane',
  read: `${told}\nUnsubscribe: https://shop.example/unsubscribe`,
  html: '',
  unsubscribeUrl: 'https://shop.example/unsubscribe',
  postalAddress: 'Jane’s Shop, 1 High Street, London',
} as const;

const sms = { ...good, form: 'sms', from: '', read: 'Your code: X7. Reply STOP to opt out' } as const;

type Checked = Parameters<typeof checkMessage>[0];

const cases: [string, Checked, string[]][] = [
  ['a mail that says all', good, []],
  ['a page that is missing', { ...good, read: told, unsubscribeUrl: undefined }, ['no_unsubscribe']],
  ['a link that is not shown', { ...good, read: told }, ['unsubscribe_hidden']],
  [
    'a link without such a word',
    { ...good, unsubscribeUrl: 'https://a.example/p', read: `${told} https://a.example/p` },
    [],
  ],
  ['a text without the address', { ...good, postalAddress: 'Elsewhere' }, ['no_postal_address']],
  ['an address that is not said', { ...good, postalAddress: ' ' }, ['no_postal_address']],
  [
    'a receipt',
    { ...good, marketing: false, read: 'Your receipt', postalAddress: '', unsubscribeUrl: undefined },
    [],
  ],
  ['a sender without a name', { ...good, from: 'hello@shop.example' }, ['no_sender_name']],
  ['a sender that takes no answers', { ...good, from: 'Shop <no-reply@shop.example>' }, ['no_reply_sender']],
  ['no subject', { ...good, subject: ' ' }, ['no_subject']],
  ['capitals', { ...good, subject: 'BUY NOW: -50 %' }, []],
  ['a shouting subject', { ...good, subject: 'BUY NOW, JANE' }, ['shouting']],
  ['many marks', { ...good, subject: 'Only today!!!' }, ['shouting']],
  ['Chinese, which has no capitals', { ...good, subject: '今天限时优惠，欢迎选购' }, []],
  ['many Chinese marks', { ...good, subject: '限时优惠！！' }, ['shouting']],
  ['a shortener', { ...good, read: `${good.read} https://bit.ly/3xYz` }, ['link_shortener']],
  ['a shortener behind words', { ...good, html: '<a href="https://t.cn/abc">See</a>' }, ['link_shortener']],
  ['an address that ends like a shortener', { ...good, read: `${good.read} https://great.com/x` }, []],
  ['a picture alone', { ...good, marketing: false, html: '<img src="x">', read: '' }, ['image_only']],
  ['a picture with words', { ...good, html: '<img src="x"><p>…</p>' }, []],
  ['an SMS with STOP', sms, []],
  ['an SMS in Chinese', { ...sms, read: '您的券码：X7，回T退订' }, []],
  ['an SMS with the link', { ...sms, read: 'X7. https://shop.example/unsubscribe' }, []],
  ['an SMS without a way out', { ...sms, read: 'Your code: X7' }, ['no_opt_out']],
  ['an SMS that somebody asked for', { ...sms, marketing: false, read: 'Your code: X7' }, []],
];

test.each(cases)('%s', (_, message, found) => {
  expect(checkMessage(message)).toEqual(found);
});

test('each finding has its case', () => {
  expect(new Set(cases.flatMap(([, , found]) => found))).toEqual(new Set(Object.keys(findings)));
});
