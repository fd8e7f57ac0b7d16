import type { IWorkflowBase } from 'n8n-workflow';
import type { JsonObject } from '../../core/steps';
import type { FlowEntry, FlowNode } from '../../generate/journeys/node-red';

/** A node on a canvas, as either host's file tells it: for each output, the titles that it leads to. */
export interface Drawn {
  title: string;
  type: string;
  settings: JsonObject;
  x: number;
  y: number;
  outputs: string[][];
}

/** What n8n reads of a workflow file. */
export type WorkflowFile = Pick<IWorkflowBase, 'nodes' | 'connections'>;

/** The nodes of an n8n workflow except its notes. */
export function drawnByN8n({ nodes, connections }: WorkflowFile): Drawn[] {
  return nodes
    .filter(({ type }) => !type.endsWith('.stickyNote'))
    .map(({ name, type, parameters, position: [x, y] }) => ({
      title: name,
      type,
      settings: parameters,
      x,
      y,
      outputs: (connections[name]?.['main'] ?? []).map((targets) => (targets ?? []).map(({ node }) => node)),
    }));
}

/** A Node-RED flow file's entries that stand on the canvas, without comments. */
export function drawnByNodeRed(flow: readonly FlowEntry[]): Drawn[] {
  const nodes = flow.filter(isNode).filter(({ type }) => type !== 'comment');
  const titles = new Map(nodes.map(({ id, name }) => [id, String(name)]));
  return nodes.map((node) => ({
    title: String(node['name']),
    type: node.type,
    settings: node,
    x: node.x,
    y: node.y,
    outputs: node.wires.map((targets) => targets.map((id) => titles.get(id) ?? `unknown node ${id}`)),
  }));
}

export const isNode = (entry: FlowEntry): entry is FlowNode => 'wires' in entry;
