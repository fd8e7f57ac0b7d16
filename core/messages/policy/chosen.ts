/** The field of a profile in which a person's own choice stands of how often to be written to. */
export const FREQUENCY = 'messageFrequency';

/** What a person may choose, with the days in which there is to be one marketing message at most; 0 for no limit. */
export const frequencies = { everything: 0, weekly: 7, monthly: 30 } as const;

export type FrequencyChoice = keyof typeof frequencies;

export const isFrequency = (written: string): written is FrequencyChoice =>
  Object.hasOwn(frequencies, written);

/** How often the person wants to be written to; everything, as long as nothing is said that can be read. */
export function frequencyOf(profile: Readonly<Record<string, string>>): FrequencyChoice {
  const said = profile[FREQUENCY]?.trim().toLowerCase() ?? '';
  return isFrequency(said) ? said : 'everything';
}
