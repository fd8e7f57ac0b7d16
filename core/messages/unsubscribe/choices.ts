import type { Option } from '../../steps/define';
import { text } from '../../steps/text';
import { FREQUENCY, type FrequencyChoice, frequencyOf } from '../policy/chosen';
import { mediaOf, type Medium } from './media';

export type Fields = Readonly<Record<string, string>>;

/** What the page offers people to choose. */
export interface OfferValues {
  media: readonly Medium[];
  topics: readonly { name: string; label: string; labelZh: string }[];
  /** What counts where somebody has said nothing. */
  unsaid: 'granted' | 'withdrawn';
}

/** What one person may choose. */
export interface Offer {
  media: readonly Option[];
  topics: readonly Option[];
  unsaid: OfferValues['unsaid'];
}

/** What one person has chosen: names of media and of topics, and how often. */
export interface Choices {
  media: ReadonlySet<string>;
  topics: ReadonlySet<string>;
  frequency: FrequencyChoice;
}

/** The topics of the page, and those of which the person has said something: nothing that was said is out of reach. */
export function offerOf(profile: Fields, { media, topics, unsaid }: OfferValues): Offer {
  const shown = mediaOf(profile, media);
  const named = topics.map(optionOf).filter(({ value }) => value !== '');
  const names = new Set(named.map(({ value }) => value));
  const others = new Set(shown.flatMap(({ value }) => topicsSaid(profile, value)));
  const said = [...others]
    .filter((name) => !names.has(name))
    .map((name) => ({ value: name, label: text(name, name) }));
  return { media: shown, topics: [...named, ...said], unsaid };
}

function optionOf({ name, label, labelZh }: OfferValues['topics'][number]): Option {
  const english = label.trim() || name.trim();
  return { value: name.trim(), label: text(english, labelZh.trim() || english) };
}

function topicsSaid(profile: Fields, medium: string): string[] {
  const prefix = `consent.${medium}.`;
  return Object.keys(profile).flatMap((field) =>
    field.startsWith(prefix) ? [field.slice(prefix.length)] : [],
  );
}

/** What somebody has chosen so far. A topic counts as chosen as long as it comes by one of the media. */
export function choicesOf(profile: Fields, { media, topics, unsaid }: Offer): Choices {
  const isGranted = (medium: string, topic?: string) => stateOf(profile, unsaid, medium, topic) === 'granted';
  return {
    media: new Set(media.map(({ value }) => value).filter((medium) => isGranted(medium))),
    topics: new Set(
      topics
        .map(({ value }) => value)
        .filter((topic) => media.some(({ value: medium }) => isGranted(medium, topic))),
    ),
    frequency: frequencyOf(profile),
  };
}

/** What counts of a medium, or of a topic by it: as the policy has it. */
function stateOf(profile: Fields, unsaid: Offer['unsaid'], medium: string, topic?: string): string {
  const onTopic = topic === undefined ? undefined : profile[`consent.${medium}.${topic}`];
  return onTopic ?? profile[`consent.${medium}`] ?? unsaid;
}

/**
 * What of a profile changes with somebody's choices. What somebody left as it was remains unsaid: it is no word of
 * theirs.
 */
export function changesBy(profile: Fields, offer: Offer, chosen: Choices): Record<string, string> {
  const before = choicesOf(profile, offer);
  const changed: Record<string, string> = {};
  if (chosen.frequency !== before.frequency) changed[FREQUENCY] = chosen.frequency;
  for (const { value: medium } of offer.media) {
    const isOn = chosen.media.has(medium);
    const turned = isOn !== before.media.has(medium);
    if (turned) changed[`consent.${medium}`] = wordFor(isOn);
    for (const { value: topic } of offer.topics) {
      if (!turned && chosen.topics.has(topic) === before.topics.has(topic)) continue;
      const wanted = wordFor(isOn && chosen.topics.has(topic));
      if (stateOf({ ...profile, ...changed }, offer.unsaid, medium, topic) !== wanted)
        changed[`consent.${medium}.${topic}`] = wanted;
    }
  }
  return changed;
}

const wordFor = (isOn: boolean) => (isOn ? 'granted' : 'withdrawn');
