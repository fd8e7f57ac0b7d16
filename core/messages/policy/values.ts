/** What the policy asks of a sending step. */
export interface PolicyValues {
  /** Transactional messages (a receipt, a password) are what people have asked for: consent, caps and hours leave them alone. */
  purpose: 'marketing' | 'transactional';
  /** What the message is about, where people consent to topics apart; '' for marketing as such. */
  topic: string;
  /** `unless_withdrawn`: whoever has not said no; `customers`: of these only who has said yes or bought lately; `granted`: only who has said yes. */
  consentRule: 'unless_withdrawn' | 'customers' | 'granted';
  /** Months back in which somebody bought lately. */
  customerMonths: number;
  /** The most marketing messages by this channel in so many days; 0 for no limit. */
  mostByChannel: number;
  mostByChannelDays: number;
  /** The same by whatever channel. */
  mostInAll: number;
  mostInAllDays: number;
  /** Messages of the last year by this channel without any answer after which it is left alone; 0 for never. */
  restAfter: number;
  /** Time of day (HH:MM) where the person is, from which on nobody is written to; '' for no quiet hours. */
  quietFrom: string;
  quietUntil: string;
  /** Of a hundred people so many, always the same, get no marketing message at all. */
  holdout: number;
  /** Hours after its moment from which on a message is too late; 0 for never. */
  lateAfter: number;
  /** The shop's zone, for people whose own is not known. */
  timeZone: string;
}

export const isMarketing = ({ purpose }: Pick<PolicyValues, 'purpose'>): boolean => purpose === 'marketing';
