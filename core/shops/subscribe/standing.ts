import { StepError } from '../../errors';
import type { JsonObject, StepContext } from '../../steps/define';
import { text, type Text } from '../../steps/text';
import { chosenApi, webhooksOf } from './account';
import { addressesIn } from './addresses';
import { differenceAt } from './reconcile';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * What of a trigger's webhooks is registered in the shop now, for the person at the canvas. `given`: `shop`, `source`
 * and `account` as they stand in the settings. Throws `StepError`.
 */
export async function standingOf(
  given: JsonObject,
  context: Pick<StepContext, 'store' | 'clock' | 'http' | 'log' | 'connect'>,
): Promise<Text> {
  const api = chosenApi(textOf(given['shop']), textOf(given['account']));
  if (!api) throw new StepError('This shop’s webhooks are set up by hand.');
  const source = textOf(given['source']) || 'shop';
  const webhooks = await webhooksOf(api, context);
  const addresses = await addressesIn(context.store, { source, api: api.name }, true);
  if (addresses.length === 0)
    return text('Nothing is registered yet: publish', '尚未注册任何 Webhook：请发布');
  const registered = await webhooks.list();
  const missing = addresses.map((address) => differenceAt(address, webhooks.topics, registered).missing);
  const all = addresses.length * webhooks.topics.length;
  const topics = [...new Set(missing.flat())];
  const there = all - missing.flat().length;
  const en = `${there} of ${all} webhooks are registered`;
  const zh = `已注册 ${there}/${all} 个 Webhook`;
  if (topics.length === 0) return text(en, zh);
  return text(
    `${en}; missing: ${topics.join(', ')}: publish again`,
    `${zh}；缺少：${topics.join('、')}：请重新发布`,
  );
}
