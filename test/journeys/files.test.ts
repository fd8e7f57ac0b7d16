import { globSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { type INodeTypes, NodeHelpers, Workflow } from 'n8n-workflow';
import { outputsOf, steps } from '../../core/steps';
import { docFiles } from '../../generate/docs';
import { journeyFiles } from '../../generate/journeys';
import type { FlowEntry } from '../../generate/journeys/node-red';
import { journeys, stepsOf } from '../../journeys';
import { describe as describeForN8n, nodeNameOf } from '../../nodes/adapter';
import manifest from '../../package.json';
import { type Drawn, drawnByN8n, drawnByNodeRed, isNode, type WorkflowFile } from './read';

const root = resolve(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const committed = (pattern: string) =>
  globSync(pattern, { cwd: root }).map((path) => path.replaceAll(sep, '/'));

describe('what is committed', () => {
  test.each([...journeyFiles(), ...docFiles()])('$path is up to date: npm run build', ({ path, text }) => {
    expect(read(path)).toBe(text);
  });

  test('nothing else lies beside it', () => {
    const files = journeyFiles().map(({ path }) => path);

    expect(committed('{workflows,examples}/**/*.json').sort()).toEqual(files.sort());
  });

  test('every step has an example of its own for Node-RED', () => {
    for (const { name } of steps) {
      const flow: FlowEntry[] = JSON.parse(read(`examples/${name}.json`));
      expect(flow.map(({ type }) => type)).toContain(name);
    }
  });
});

const nodeTypes: INodeTypes = {
  getByName: () => {
    throw new Error('not asked for');
  },
  getByNameAndVersion: (type) => {
    const step = steps.find((each) => type === `${manifest.name}.${nodeNameOf(each)}`);
    if (!step) throw new Error(`there is no node ${type}`);
    return { description: describeForN8n(step) };
  },
  getKnownTypes: () => ({}),
};

describe.each(journeys.map((journey) => [journey.name, journey] as const))('%s', (_, journey) => {
  const workflow: WorkflowFile = JSON.parse(read(`workflows/${journey.name}.json`));
  const flow: FlowEntry[] = JSON.parse(read(`examples/${journey.name}.json`));

  test('both hosts draw the same steps and wires', () => {
    const plain = (drawn: Drawn[]) =>
      drawn.map(({ title, outputs }) => ({
        title,
        leadsTo: outputs.flatMap((targets, at) => targets.map((to) => `${at}: ${to}`)),
      }));

    expect(plain(drawnByNodeRed(flow))).toEqual(plain(drawnByN8n(workflow)));
  });

  test('the wires are those of the journey', () => {
    const wires = drawnByN8n(workflow).flatMap(({ title, outputs }) =>
      outputs.flatMap((targets, at) => targets.map((to) => `${title} ${at} ${to}`)),
    );
    const meant = stepsOf(journey).flatMap(([title, { step, values, leadsTo }]) => {
      const names = outputsOf(step, values).map(({ name }) => name);
      return Object.entries(leadsTo).map(([output, to]) => `${title} ${names.indexOf(output)} ${to}`);
    });

    expect(wires.sort()).toEqual(meant.sort());
  });

  test('n8n takes every node, its settings and its number of outputs', () => {
    const nodes = workflow.nodes.filter(({ type }) => type.startsWith(manifest.name));
    const loaded = new Workflow({ nodes, connections: workflow.connections, active: false, nodeTypes });

    expect(nodes.length).toBe(stepsOf(journey).length);
    for (const node of nodes) {
      const { description } = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
      const outputs = NodeHelpers.getNodeOutputs(loaded, node, description);

      expect([description.version].flat()).toContain(node.typeVersion);
      expect(NodeHelpers.getNodeParametersIssues(description.properties, node, description)).toBeNull();
      expect(workflow.connections[node.name]?.['main']?.length ?? 0).toBeLessThanOrEqual(outputs.length);
    }
  });

  test('Node-RED finds everything that an entry refers to', () => {
    const ids = new Set<unknown>(flow.map(({ id }) => id));
    const references = flow.flatMap((entry) => {
      const { z, g, nodes } = entry;
      const wired = isNode(entry) ? entry.wires.flat() : [];
      return [z, g, nodes, wired].flat().filter((id) => id !== undefined);
    });

    expect(ids.size).toBe(flow.length);
    expect(references.filter((id) => !ids.has(id))).toEqual([]);
  });

  // Sizes as the editors draw them, with the title that n8n writes below a node.
  test.each([
    ['n8n', drawnByN8n(workflow), { width: 200, height: 160 }],
    ['Node-RED', drawnByNodeRed(flow), { width: 240, height: 75 }],
  ])('no two nodes overlap in %s', (_host, drawn, { width, height }) => {
    const pairs = drawn.flatMap((one, index) => drawn.slice(index + 1).map((other) => [one, other] as const));
    const overlapping = pairs.filter(([a, b]) => Math.abs(a.x - b.x) < width && Math.abs(a.y - b.y) < height);

    expect(pairs.length).toBeGreaterThan(0);
    expect(overlapping).toEqual([]);
  });

  test('a frame holds its own steps and no others', () => {
    const frames = flow.filter(({ type }) => type === 'group');

    expect(frames.length).toBe(journey.sections.length);
    for (const frame of frames) {
      const [right, bottom] = [
        Number(frame['x']) + Number(frame['w']),
        Number(frame['y']) + Number(frame['h']),
      ];
      const inside = flow
        .filter(isNode)
        .filter(({ x, y }) => x > Number(frame['x']) && x < right && y > Number(frame['y']) && y < bottom);
      expect(inside.map(({ g }) => g)).toEqual(inside.map(() => frame.id));
      expect(flow.filter(({ g }) => g === frame.id).length).toBe(inside.length);
    }
  });
});
