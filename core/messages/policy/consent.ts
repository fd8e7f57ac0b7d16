import type { PolicyValues } from './values';

/**
 * Why consent keeps somebody from a message. `profile`: the latest word on each field; consent is said by medium
 * (`consent.email`) and, where people consent to topics apart, by medium and topic (`consent.email.news`), which counts
 * before the medium as such.
 */
export function consentObjection(
  profile: Readonly<Record<string, string>>,
  medium: string,
  { topic, consentRule }: Pick<PolicyValues, 'topic' | 'consentRule'>,
): 'no_consent' | undefined {
  const name = topic.trim();
  const onTopic = name === '' ? undefined : profile[`consent.${medium}.${name}`];
  const said = onTopic ?? profile[`consent.${medium}`];
  if (said === 'granted') return undefined;
  return said === 'withdrawn' || consentRule === 'granted' ? 'no_consent' : undefined;
}
