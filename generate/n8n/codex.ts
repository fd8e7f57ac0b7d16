import { type Step, steps } from '../../core/steps';
import { classNameOf, nodeNameOf } from '../../nodes/adapter/names';
import { type GeneratedFile, jsonText } from '../files';

const PACKAGE = '@shop-journeys/n8n-nodes-journeys';
const DOCUMENTATION = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/steps.md';

const documentationOf = ({ name }: Step) => ({ url: `${DOCUMENTATION}#${name}` });

/** Where n8n's node panel files a step, and where its help leads. Without `resources`, n8n drops it all. */
export function codexOf(step: Step): object {
  return {
    node: `${PACKAGE}.${nodeNameOf(step)}`,
    nodeVersion: '1.0',
    codexVersion: '1.0',
    categories: ['Marketing', 'Sales'],
    alias: ['Shop Journeys', 'lifecycle', 'ecommerce', 'e-commerce', 'customer journey', step.title.zh],
    resources: {
      primaryDocumentation: [documentationOf(step)],
      ...(step.connections && { credentialDocumentation: [documentationOf(step)] }),
    },
  };
}

/** The codex file of each node, at its place in a build. */
export function codexFiles(): GeneratedFile[] {
  return steps.map((step) => {
    const name = classNameOf(step);
    return { path: `nodes/${name}/${name}.node.json`, text: jsonText(codexOf(step)) };
  });
}
