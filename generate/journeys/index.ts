import { type GeneratedFile, jsonText, writeFiles } from '../files';
import { journeys } from '../../journeys';
import { stepExamples } from './examples';
import { n8nWorkflow } from './n8n';
import { nodeRedFlow } from './node-red';

/** The importable files: a workflow and a flow for each journey, and a flow for each step. */
export function journeyFiles(): GeneratedFile[] {
  return [
    ...journeys.map((journey) => ({
      path: `workflows/${journey.name}.json`,
      text: jsonText(n8nWorkflow(journey)),
    })),
    ...journeys.map((journey) => ({
      path: `examples/${journey.name}.json`,
      text: jsonText(nodeRedFlow(journey)),
    })),
    ...stepExamples().map(({ step, flow }) => ({ path: `examples/${step.name}.json`, text: jsonText(flow) })),
  ];
}

/** Writes workflows/ and examples/ below the package's root. */
export async function writeJourneys(root: string): Promise<void> {
  await writeFiles(root, journeyFiles());
}
