import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { JsonObject } from '../../core/steps';

/** JSON that a step put together, as n8n types it. Throws on what JSON cannot hold. */
export function assertJson(json: JsonObject): asserts json is IDataObject {
  for (const [name, value] of Object.entries(json)) {
    if (typeof value === 'bigint' || typeof value === 'symbol') throw new TypeError(`“${name}” is not JSON`);
  }
}

/** Items that begin here, paired with none before. */
export function toItems(batch: readonly JsonObject[]): INodeExecutionData[] {
  return batch.map((json) => {
    assertJson(json);
    return { json };
  });
}
