import { text } from '../../steps/text';
import { webhookSecret } from '../generic/connection';
import { toldBy } from '../generic/body';
import type { Delivery, Shop } from '../shop';
import { parseExactly } from '../shape';
import { verifyStandard } from '../standard';
import { mappedEvent, topicOf } from './apply';
import { readMapping } from './mapping';
import type { Mapping } from './schema';

export { exampleMapping } from './example';
export { readMapping } from './mapping';
export { mappingSchema } from './schema';

const MOST_KEPT = 100;
const kept = new Map<string, Mapping>();

/** The mapping in a setting, read once for as long as it stays. Throws `StepError`. */
function mappingIn(setting: string): Mapping {
  const known = kept.get(setting);
  if (known) return known;
  const mapping = readMapping(setting);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(setting, mapping);
  return mapping;
}

const bodyOf = ({ rawBody }: Delivery): unknown => parseExactly(rawBody.toString('utf8'));

/** A shop whose JSON is its own: a mapping in the trigger's settings tells what it means. */
export const mapped: Shop = {
  name: 'mapped',
  label: text('Any Shop (JSON of Its Own)', '任意商店（自有 JSON）'),
  connection: webhookSecret,
  verify: verifyStandard(),
  topicOf: (delivery, mapping = '') => topicOf(bodyOf(delivery), mappingIn(mapping)),
  parse(delivery, source, mapping = '') {
    const event = mappedEvent(bodyOf(delivery), mappingIn(mapping));
    return event === undefined
      ? undefined
      : toldBy([{ one: event, fallbackId: delivery.key, where: '' }], source);
  },
};
