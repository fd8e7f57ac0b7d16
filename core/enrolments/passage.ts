import type { ContactClock } from '../clock';

/** A contact as steps see it. */
export interface Contact {
  id: number;
  /** What the shop told of the person, the latest word on each field: email, phone, firstName, lastName, locale, timeZone, … */
  profile: Readonly<Record<string, string>>;
  /** The profile as the store keeps it: while that is the same, so is the profile. */
  profileText: string;
  unsubscribed: boolean;
  clock: ContactClock;
}

/** One contact on its way through one journey. */
export interface Passage {
  contact: Contact;
  /** Key of the journey. */
  journey: string;
  enrolment: number;
  /** True when the item walked another passage, which ended as two contacts became one: `enrolment` goes on in its place. */
  ended: boolean;
  /** Contact's time, ms UTC. */
  startedAt: number;
  /** The last wait that was passed; 0 before the first. */
  leg: number;
  /** When the last wait was passed, else when the journey began; contact's time, ms UTC. */
  lastStepAt: number;
}
