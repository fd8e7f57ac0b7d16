import Ajv from 'ajv';
import { frequencies, type FrequencyChoice } from '../policy/chosen';

/** The form of the page on which people choose, as a browser sends it. */
export interface Form {
  /** `return`: the person comes back, too. */
  choices: 'save' | 'return';
  medium: string[];
  topic: string[];
  frequency: FrequencyChoice;
}

const names = { type: 'array', maxItems: 200, items: { type: 'string', maxLength: 200 } };

const isForm = new Ajv().compile<Form>({
  type: 'object',
  required: ['choices', 'frequency'],
  properties: {
    choices: { enum: ['save', 'return'] },
    medium: names,
    topic: names,
    frequency: { enum: Object.keys(frequencies) },
  },
});

/** What somebody chose; `malformed` for what no page of ours sends, undefined for a request that chooses nothing. */
export function readForm(body: Buffer): Form | 'malformed' | undefined {
  const fields = new URLSearchParams(body.toString('utf8'));
  if (!fields.has('choices')) return undefined;
  const form: unknown = {
    choices: fields.get('choices'),
    medium: fields.getAll('medium'),
    topic: fields.getAll('topic'),
    frequency: fields.get('frequency'),
  };
  return isForm(form) ? form : 'malformed';
}
