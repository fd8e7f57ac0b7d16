import { text, type Text } from '../../steps/text';

/** What keeps a message from arriving, or breaks the rules of its channel, in words; the key is what a dry run carries. */
export const findings = {
  no_unsubscribe: text(
    'Nobody can unsubscribe: publish an Unsubscribe Page, and put {{ unsubscribeUrl }} into the text.',
    '无法退订：请发布退订页面，并在正文中加入 {{ unsubscribeUrl }}。',
  ),
  unsubscribe_hidden: text(
    'Mail programs get the link for unsubscribing, but the text does not show it: put {{ unsubscribeUrl }} into it.',
    '邮件客户端会收到退订链接，但正文未显示：请在正文中加入 {{ unsubscribeUrl }}。',
  ),
  no_postal_address: text(
    'The text does not tell the sender’s postal address: fill in Postal Address, and put {{ postalAddress }} into the text.',
    '正文缺少发件人的邮寄地址：请填写“邮寄地址”，并在正文中加入 {{ postalAddress }}。',
  ),
  no_sender_name: text(
    'The sender has no name: write it before the address in From.',
    '发件人没有名称：请在“发件人”中的地址前填写名称。',
  ),
  no_reply_sender: text(
    'The sender takes no answers: give an address that somebody reads.',
    '发件人不接收回复：请使用有人查看的地址。',
  ),
  no_subject: text('The mail has no subject.', '邮件没有主题。'),
  shouting: text(
    'The subject shouts, in capitals or with many marks, as spam does.',
    '主题全为大写或标点过多，容易被视为垃圾邮件。',
  ),
  no_opt_out: text(
    'The SMS does not say how to opt out, like “Reply STOP to opt out”.',
    '短信未说明如何退订，例如“回T退订”。',
  ),
  link_shortener: text(
    'A link hides behind a shortener that anybody can use; filters stop those. Link to your own address.',
    '链接使用了公共短链服务，容易被拦截。请使用自己的网址。',
  ),
  image_only: text(
    'The mail is made of images and says next to nothing in words: many see none of it, and it has no plain text.',
    '邮件几乎只有图片：许多人看不到内容，也没有纯文本版本。',
  ),
} satisfies Record<string, Text>;

export type Finding = keyof typeof findings;
