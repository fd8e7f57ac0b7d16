import {
  addressIn,
  type Channel,
  type ChannelName,
  type ChannelValues,
  type Letter,
  mediumOf,
  type SendingAccount,
} from '../channels';
import type { Contact, Passage } from '../enrolments';
import type { JsonObject, Place } from '../steps/define';
import { once, remembering } from '../remembering';
import { stepKeyOf } from '../steps/shared';
import type { Draft, DraftIn, TextValues } from './draft';
import type { MessageKey } from './ledger';
import { objection } from './policy/objection';
import { checkPurpose } from './policy/purpose';
import { checkQuietHours } from './policy/quiet';
import { isMarketing, type PolicyValues } from './policy/values';
import { publicKey } from './public-key';
import type { Reason } from './reasons';
import { rootsOf, scopeOf, styleOf } from './scope';
import { checkBudget, type Cost, costOf, type SpendValues } from './spend';
import { render } from './template';
import { tagOf, trackedHtml, trackedOf, TrackedLinks, type Tracking, type TrackingValues } from './tracking';
import { confirmLink, type Links, linkOf } from './unsubscribe';

/** What happens to messages that cannot go out now. */
export interface DeliveryValues {
  /** `hold` them at the step until they can, or let them `leave`. */
  whenClosed: 'hold' | 'leave';
  /** How often a provider is asked that cannot take a message. */
  mostTries: number;
  /** Messages a second by one account; 0 for what its provider is known to take. */
  mostPerSecond: number;
}

/** The values of Send via Channel. */
export interface SendValues
  extends ChannelValues, TextValues, PolicyValues, DeliveryValues, SpendValues, TrackingValues {
  channel: ChannelName;
  /** Decide and write, and send nothing. */
  dryRun: boolean;
  /** The shop's postal address; '' for not said. */
  postalAddress: string;
  /** The shop's language, for people whose own is not known. */
  language: string;
  contact: string;
  stepKey: string;
  /** What the message is written from. */
  draftIn: DraftIn;
}

/** A message as it was written. */
export interface PlannedLetter extends Letter {
  /** Whether its body is HTML. */
  html: boolean;
  unsubscribeUrl: string | undefined;
  /** Where its tracked links lead to, by their names. */
  links: ReadonlyMap<string, string>;
}

/** One item with its message: written, or refused. */
export interface Plan {
  item: number;
  json: JsonObject;
  values: SendValues;
  passage: Passage;
  channel: Channel<ChannelValues>;
  /** Whose limits count; undefined for what goes to no provider. */
  account?: SendingAccount;
  key: MessageKey;
  /** `email`, `phone`, …: see `addressIn`. */
  addressKind: string;
  /** What consent is given for: `email`, `sms`, … */
  medium: string;
  address: string | undefined;
  message: PlannedLetter | { refused: Reason };
  /** What it costs, where that is known. */
  cost?: Cost;
}

/** What the messages of a batch are written with. */
interface Setting {
  channel: Channel<ChannelValues>;
  place: Place;
  links: Links;
  /** Wall, ms UTC. */
  now: number;
  /** Undefined where nothing is tracked. */
  tracking: Tracking | undefined;
}

/** The item with its passage, as it goes on or comes again. */
export const carriedJson = ({ json, passage }: Plan): JsonObject => {
  const { enrolment, leg, lastStepAt, journey } = passage;
  return { ...json, journey: { enrolment, leg, lastStepAt, name: journey } };
};

export const isRefused = (message: Plan['message']): message is { refused: Reason } => 'refused' in message;

/** Throws `StepError` for values that no message can be sent with; in a batch they mostly are the same. */
const checkValues = remembering((values: SendValues) => {
  checkPurpose(values);
  checkQuietHours(values);
  checkBudget(values);
});

/** The values with the draft in place of the step's own text. */
const valuesWith = remembering(
  ({ values, draft }: { values: SendValues; draft: Draft }) => ({ ...values, ...draft }),
  (one, other) => one.values === other.values && one.draft === other.draft,
);

/** Writes an item's message. Throws `StepError` for what its values or templates get wrong. */
export function planMessage(
  { item, json, values }: Pick<Plan, 'item' | 'json' | 'values'>,
  passage: Passage,
  { channel, place, links, now, tracking }: Setting,
): Plan {
  const contact = { ...passage.contact, profile: { ...saidOf(json), ...passage.contact.profile } };
  const key = {
    enrolment: passage.enrolment,
    step: stepKeyOf(values, place),
    leg: passage.leg,
    channel: channel.name,
  };
  checkValues(values);
  const asked = channel.addressKind(values);
  const { given, address, kind: addressKind } = addressIn(contact.profile, asked);
  const unsubscribed = contact.unsubscribed && isMarketing(values);
  const refused = objection({ unsubscribed, given, address, ended: passage.ended });
  const medium = mediumOf(values.channel, addressKind);
  const message = refused || address === undefined ? { refused: refused ?? 'bad_address' } : write(address);
  const cost = isRefused(message) || !message.send ? undefined : costOf(values, message);
  const plan = { item, json, values, passage, channel, key, addressKind, medium, address, message };
  return cost ? { ...plan, cost } : plan;

  function write(to: string): PlannedLetter {
    const unsubscribeUrl = linkOf(links, contact.id);
    const confirmUrl = confirmLink(links, contact.id, { medium, address: to }, now);
    const scope = Object.assign(
      scopeOf(json, { contact, journey: passage.journey, startedAt: passage.startedAt }),
      rootsOf(values, { unsubscribeUrl, confirmUrl }),
    );
    const known = once(() => publicKey(key, passage.startedAt));
    const tracked = tracking && new TrackedLinks(tracking, { enrolment: key.enrolment, tag: tagOf(known()) });
    const style = { ...styleOf(contact, values), shorten: (url: string) => tracked?.to(url) ?? url };
    const draft = values.draftIn(style.language);
    const { title } = draft;
    const receiptUrl = tracking?.receiptUrls.get(channel.name);
    const letter = channel.compose(valuesWith({ values, draft }), {
      address: to,
      get key() {
        return known();
      },
      ...(unsubscribeUrl !== undefined && isMarketing(values) && { unsubscribeUrl }),
      ...(receiptUrl !== undefined && { receiptUrl }),
      render: (parameter, template, { escape = 'text', extra } = {}) => {
        const isBody = parameter === 'body';
        const source = isBody ? draft.source : undefined;
        const said = extra ? { ...scope, ...extra } : scope;
        const text = render(parameter, template, said, style, { escape, source, title });
        if (!tracked || !isBody || !draft.html) return text;
        return trackedHtml(text, tracked, trackedOf(values), [unsubscribeUrl, confirmUrl]);
      },
    });
    // Those who rehearse get nothing for real.
    const said = contact.clock.rehearsing ? { subject: letter.subject, body: letter.body } : letter;
    return { ...said, html: draft.html, unsubscribeUrl, links: tracked?.urls ?? new Map() };
  }
}

/** What the item says of the person; the store knows better where it knows. */
function saidOf({ contact }: JsonObject): Contact['profile'] {
  const said: Record<string, string> = {};
  if (typeof contact !== 'object' || contact === null) return said;
  for (const [field, value] of Object.entries(contact)) if (typeof value === 'string') said[field] = value;
  return said;
}
