import addressparser from 'nodemailer/lib/addressparser';
import type { Finding } from './words';

/** A message as it would go out to somebody. */
export interface Checked {
  form: 'mail' | 'note' | 'sms' | 'text';
  marketing: boolean;
  /** As the step has it. */
  from: string;
  subject: string;
  /** What people read; of HTML, the plain text made of it. */
  read: string;
  /** '' where the text is not HTML. */
  html: string;
  /** Where the person unsubscribes; undefined while no Unsubscribe Page is published. */
  unsubscribeUrl: string | undefined;
  /** The sender's; '' for not said. */
  postalAddress: string;
}

const UNSUBSCRIBE = /unsubscrib|opt[ -]?out|abmelden|abbestellen|désabonn|退订|退訂/i;
const OPT_OUT = /\bstop\b|unsubscrib|opt[ -]?out|退订|退訂|拒收|回\s*(T|TD|N)/i;
const NO_REPLY = /^(no|do-?not|donot)[-_.]?reply\b/i;
const SHORTENER =
  /\b(https?:\/\/)?(www\.)?(bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly|is\.gd|buff\.ly|rb\.gy|cutt\.ly|t\.cn|url\.cn|dwz\.cn|suo\.im)\/\S/i;
const MANY_MARKS = /[!！?？]{2,}|[$€£¥]{3,}/;
/** Shorter ones are names and abbreviations. */
const SHORTEST_SHOUT = 8;
const FEWEST_LETTERS = 20;

const letters = (text: string): string => text.replace(/[^\p{L}]/gu, '');
const squeezed = (text: string): string =>
  text
    .replace(/[\s,，]+/g, ' ')
    .trim()
    .toLowerCase();

function shouts(subject: string): boolean {
  const cased = letters(subject).replace(/\p{Lo}/gu, '');
  return MANY_MARKS.test(subject) || (cased.length >= SHORTEST_SHOUT && cased === cased.toUpperCase());
}

const senderOf = ({ from }: Checked) => addressparser(from, { flatten: true })[0];

const tells = (read: string, postalAddress: string): boolean =>
  postalAddress.trim() !== '' && squeezed(read).includes(squeezed(postalAddress));

const showsUnsubscribe = ({ read, unsubscribeUrl }: Checked): boolean =>
  UNSUBSCRIBE.test(read) || (unsubscribeUrl !== undefined && read.includes(unsubscribeUrl));

const isMail = ({ form }: Checked): boolean => form === 'mail';
const isMarketingMail = (message: Checked): boolean => isMail(message) && message.marketing;

const rules: Readonly<Record<Finding, (message: Checked) => boolean>> = {
  no_unsubscribe: (one) => isMarketingMail(one) && one.unsubscribeUrl === undefined && !showsUnsubscribe(one),
  unsubscribe_hidden: (one) =>
    isMarketingMail(one) && one.unsubscribeUrl !== undefined && !showsUnsubscribe(one),
  no_postal_address: (one) => isMarketingMail(one) && !tells(one.read, one.postalAddress),
  no_sender_name: (one) => isMail(one) && (senderOf(one)?.name ?? '') === '',
  no_reply_sender: (one) => isMail(one) && NO_REPLY.test(senderOf(one)?.address ?? ''),
  no_subject: (one) => isMail(one) && one.subject.trim() === '',
  shouting: ({ form, subject }) => (form === 'mail' || form === 'note') && shouts(subject),
  no_opt_out: (one) =>
    one.form === 'sms' && one.marketing && !OPT_OUT.test(one.read) && !showsUnsubscribe(one),
  link_shortener: ({ read, html }) => SHORTENER.test(read) || SHORTENER.test(html),
  image_only: ({ html, read }) =>
    /<img\b/i.test(html) && letters(read.replace(/https?:\S+/g, '')).length < FEWEST_LETTERS,
};

const isFinding = (name: string): name is Finding => Object.hasOwn(rules, name);

/** What is to be mended about a message before it goes out to many. */
export const checkMessage = (message: Checked): Finding[] =>
  Object.keys(rules)
    .filter((name) => isFinding(name))
    .filter((name) => rules[name](message));
