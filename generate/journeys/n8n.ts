import { type JsonObject, outputsOf } from '../../core/steps';
import { type Journey, type JourneyStep, stepsOf } from '../../journeys';
import { nodeNameOf, toN8nParameters, typeVersionOf } from '../../nodes/adapter';
import { uuidOf } from './ids';
import { type Area, type Cell, type Layout, layOut } from './layout';

const PACKAGE = '@shop-journeys/n8n-nodes-journeys';

// Pixels. A node is 96 square with its title below it; a note has its text above the nodes it frames.
const COLUMN = 256;
const ROW = 352;
const NODE = 96;
const MARGIN = 64;
const HEADING = 128;
const TITLE = 112;

interface N8nNode {
  parameters: JsonObject;
  id: string;
  name: string;
  type: string;
  typeVersion: number;
  position: [x: number, y: number];
  webhookId?: string;
}

interface Target {
  node: string;
  type: 'main';
  index: 0;
}

export interface N8nWorkflow {
  name: string;
  nodes: N8nNode[];
  /** For each node, for each of its outputs by index, what it leads to. */
  connections: Record<string, { main: Target[][] }>;
  settings: { executionOrder: 'v1' };
  pinData: Record<string, never>;
}

/** A journey as a workflow that n8n imports. */
export function n8nWorkflow(journey: Journey): N8nWorkflow {
  const layout = layOut(journey);
  const places = stepsOf(journey);
  return {
    name: journey.title,
    nodes: [
      introduction(journey),
      ...layout.areas.map((area) => sectionNote(journey, area)),
      ...places.map(([title, place]) => node(journey, layout, title, place)),
    ],
    connections: Object.fromEntries(
      places
        .filter(([, { leadsTo }]) => Object.keys(leadsTo).length > 0)
        .map(([title, place]) => [title, { main: targetsOf(place) }]),
    ),
    settings: { executionOrder: 'v1' },
    pinData: {},
  };
}

function node({ name }: Journey, { cells }: Layout, title: string, { step, values }: JourneyStep): N8nNode {
  const cell = cells.get(title) ?? { column: 0, row: 0 };
  return {
    parameters: toN8nParameters(step, values),
    id: uuidOf('n8n', name, title),
    name: title,
    type: `${PACKAGE}.${nodeNameOf(step)}`,
    typeVersion: typeVersionOf(step),
    position: positionOf(cell),
    ...(step.receive && { webhookId: uuidOf('n8n', name, title, 'webhook') }),
  };
}

function targetsOf({ step, values, leadsTo }: JourneyStep): Target[][] {
  return outputsOf(step, values).map(({ name }) => {
    const target = leadsTo[name];
    return target === undefined ? [] : [{ node: target, type: 'main', index: 0 }];
  });
}

const positionOf = ({ column, row }: Cell): [number, number] => [column * COLUMN, row * ROW];

function sectionNote(journey: Journey, { section, from, to }: Area): N8nNode {
  const [left, top] = positionOf(from);
  const [right, bottom] = positionOf(to);
  return note(journey, section.title, {
    content: `## ${section.title}\n${section.note}`,
    position: [left - MARGIN, top - HEADING],
    width: right - left + NODE + 2 * MARGIN,
    height: bottom - top + HEADING + NODE + TITLE,
    color: 7,
  });
}

function introduction(journey: Journey): N8nNode {
  const lines = journey.toDo.map((line, index) => `${index + 1}. ${line}`);
  return note(journey, 'Before it goes live', {
    content: [`# ${journey.title}`, journey.summary, '', '**Before it goes live**', ...lines].join('\n'),
    position: [-MARGIN - 480, -HEADING],
    width: 448,
    height: 448,
    color: 4,
  });
}

interface Note {
  content: string;
  position: [x: number, y: number];
  width: number;
  height: number;
  color: number;
}

function note({ name }: Journey, title: string, { content, position, width, height, color }: Note): N8nNode {
  return {
    parameters: { content, height, width, color },
    id: uuidOf('n8n', name, title, 'note'),
    name: `Note: ${title}`,
    type: 'n8n-nodes-base.stickyNote',
    typeVersion: 1,
    position,
  };
}
