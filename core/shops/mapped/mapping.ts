import Ajv2020 from 'ajv/dist/2020';
import { StepError } from '../../errors';
import { type Mapping, mappingSchema } from './schema';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false });
const isMapping = ajv.compile<Mapping>(mappingSchema);

const wrong = (what: string): StepError =>
  new StepError(`The mapping is not usable: ${what}.`, {
    parameter: 'mapping',
    advice: 'docs/webhooks.md, “JSON of your own”, shows one to begin with.',
  });

/** A mapping from the text in a setting. Throws `StepError` that names the place in it. */
export function readMapping(text: string): Mapping {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw wrong(text.trim() === '' ? 'it is empty' : `it is not JSON (${String(error)})`);
  }
  if (isMapping(json)) return json;
  const [error] = isMapping.errors ?? [];
  const place = error?.instancePath.slice(1).replaceAll('/', '.').replaceAll('~1', '/') ?? '';
  const extra: unknown = error?.params['additionalProperty'];
  const what = typeof extra === 'string' ? `has no field “${extra}”` : (error?.message ?? 'is wrong');
  throw wrong(`${place === '' ? 'it' : place} ${what}`);
}
