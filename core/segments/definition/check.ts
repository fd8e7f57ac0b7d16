import Ajv2020 from 'ajv/dist/2020';
import { storable } from '../../store';
import { complaint, wrongAt } from './complaint';
import { definitionSchema } from './schema';
import { checkSense } from './sense';
import { checkSize } from './size';
import type { SegmentDefinition } from './types';

const ajv = new Ajv2020({
  strict: true,
  // The keys that choose a kind of condition stand beside their properties, not with them.
  strictRequired: false,
  multipleOfPrecision: 6,
  verbose: true,
});
const isDefinition = ajv.compile<SegmentDefinition>(definitionSchema);

/** Deeper JSON is not looked at: it is no definition, and would exhaust the stack. */
const DEEPEST_JSON = 60;

/** JSON with its texts in the form that the stores keep. */
function kept(json: unknown, depth = 0): unknown {
  if (depth > DEEPEST_JSON)
    throw wrongAt('', 'its conditions lie too deep in each other.', 'Write them flatter.');
  if (typeof json === 'string') return storable(json);
  if (Array.isArray(json)) return json.map((item) => kept(item, depth + 1));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, kept(value, depth + 1)]));
}

/**
 * A segment definition from JSON of anybody. Throws a `StepError` that names the place in the definition and says
 * what to write there.
 */
export function checkDefinition(json: unknown): SegmentDefinition {
  const definition = kept(json);
  if (!isDefinition(definition)) throw complaint(isDefinition.errors ?? []);
  checkSize(definition.where);
  checkSense(definition);
  return definition;
}
