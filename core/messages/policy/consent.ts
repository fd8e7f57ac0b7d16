import type { PolicyValues } from './values';

/**
 * Why consent keeps somebody from a message. `profile`: the latest word on each field; consent is said by medium
 * (`consent.email`) and, where people consent to topics apart, by medium and topic (`consent.email.news`), which counts
 * before the medium as such. `isCustomer`: whether the person has bought lately, as far as the rule asks for it.
 */
export function consentObjection(
  profile: Readonly<Record<string, string>>,
  medium: string,
  { topic, consentRule }: Pick<PolicyValues, 'topic' | 'consentRule'>,
  isCustomer = false,
): 'no_consent' | undefined {
  const name = topic.trim();
  const onTopic = name === '' ? undefined : profile[`consent.${medium}.${name}`];
  const said = onTopic ?? profile[`consent.${medium}`];
  if (said === 'granted') return undefined;
  if (said === 'withdrawn') return 'no_consent';
  return consentRule === 'unless_withdrawn' || (consentRule === 'customers' && isCustomer)
    ? undefined
    : 'no_consent';
}
