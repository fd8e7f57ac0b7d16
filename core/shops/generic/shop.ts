import { text } from '../../steps/text';
import type { Shop } from '../shop';
import { verifyStandard } from '../standard';
import { webhookSecret } from './connection';
import { parseGeneric } from './body';

/** Any shop that speaks the format of docs/webhooks.md. Whoever wrote its sender is told what is wrong with it. */
export const generic: Shop = {
  name: 'generic',
  label: text('Any Shop (JSON)', '任意商店（JSON）'),
  connection: webhookSecret,
  verify: verifyStandard(),
  parse: ({ rawBody, key }, source) => parseGeneric(rawBody, source, key),
  isOwn: true,
};
