import { LoadOptionsContext } from 'n8n-core';
import type { INodePropertyOptions, INodeType } from 'n8n-workflow';
import type { JsonObject } from '../../core/steps';
import type { questionMethods } from '../../nodes/adapter';
import { additionalData, workflowOf } from './engine';

type Asking = INodeType & { methods: { loadOptions: ReturnType<typeof questionMethods> } };

function settled(node: Asking, parameters: JsonObject) {
  const workflow = workflowOf(node, { parameters });
  const step = workflow.getNode('Step');
  if (!step) throw new Error('there is no node');
  return { workflow, step };
}

/** What a field asks about, as the editor sends it: evaluated. It asks anew when this changes. */
export function askedFor(node: Asking, field: string, parameters: JsonObject): unknown {
  const { workflow, step } = settled(node, parameters);
  const evaluated = `={{ $parameter["${field}For"] }}`;
  return workflow.expression.getSimpleParameterValue(step, evaluated, 'internal', {});
}

/** What the editor shows in a field that asks, for what stands in the others. */
export async function asked(
  node: Asking,
  field: string,
  parameters: JsonObject,
): Promise<string | undefined> {
  const load = node.methods.loadOptions[field];
  if (!load) throw new Error(`there is no field ${field}`);
  const { workflow, step } = settled(node, parameters);
  const context = new LoadOptionsContext(workflow, step, additionalData(), '');
  // n8n-core's own types differ from n8n-workflow's in the name of the workflow alone.
  const getWorkflow = () => ({
    ...LoadOptionsContext.prototype.getWorkflow.call(context),
    name: 'A workflow',
  });
  const sent = { [`${field}For`]: askedFor(node, field, parameters) };
  const options: INodePropertyOptions[] = await load.call(
    Object.assign(context, { getWorkflow, getCurrentNodeParameters: () => sent }),
  );
  expect(options).toHaveLength(1);
  return options[0]?.name;
}
