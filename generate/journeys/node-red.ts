import { type JsonObject, isShown, outputsOf } from '../../core/steps';
import { type Journey, type JourneyStep, stepsOf } from '../../journeys';
import { connectionType, toNodeRedProperties } from '../../node-red/adapter';
import { nodeRedIdOf } from './ids';
import { type Area, type Cell, type Layout, layOut } from './layout';

// Pixels. Node-RED places a node by its middle and makes it as wide as its title.
const COLUMN = 280;
const ROW = 180;
const LEFT = 180;
const TOP = 200;
const HALF_WIDTH = 120;
const NOTE_ABOVE = 60;

/** An entry of a Node-RED flow file: a tab, a group, a configuration or a node. */
export interface FlowEntry extends JsonObject {
  id: string;
  type: string;
}

/** A node on the canvas. */
export interface FlowNode extends FlowEntry {
  z: string;
  x: number;
  y: number;
  wires: string[][];
}

/** A journey as a flow that Node-RED imports. */
export function nodeRedFlow(journey: Journey): FlowEntry[] {
  const tab = nodeRedIdOf(journey.name);
  const layout = layOut(journey);
  const toDo = journey.toDo.map((line, index) => `${index + 1}. ${line}`).join('\n');
  return [
    { id: tab, type: 'tab', label: journey.title, disabled: false, info: `${journey.summary}\n\n${toDo}` },
    ...layout.areas.map((area) => group(journey, area)),
    ...connectionNodes(
      journey.name,
      stepsOf(journey).map(([, place]) => place),
    ),
    commentNode(tab, `${journey.title}: read me before it goes live`, toDo, { x: LEFT + 40, y: 60 }),
    ...layout.areas.map((area) => sectionNote(journey, area)),
    ...stepsOf(journey).map(([title, place]) => journeyNode(journey, layout, title, place)),
  ];
}

const pointOf = ({ column, row }: Cell) => ({ x: LEFT + column * COLUMN, y: TOP + row * ROW });

const groupId = (journey: Journey, title: string) => nodeRedIdOf(journey.name, title, 'group');

function journeyNode(journey: Journey, { cells }: Layout, title: string, place: JourneyStep): FlowNode {
  const section = journey.sections.find(({ steps }) => title in steps);
  return {
    ...stepNode(journey.name, title, place),
    ...(section && { g: groupId(journey, section.title) }),
    ...pointOf(cells.get(title) ?? { column: 0, row: 0 }),
  };
}

/** A step as a node at the canvas's corner. `flow`: the name of what it is part of. */
export function stepNode(flow: string, title: string, { step, values, leadsTo }: JourneyStep): FlowNode {
  return {
    id: nodeRedIdOf(flow, title),
    type: step.name,
    z: nodeRedIdOf(flow),
    name: title,
    ...toNodeRedProperties(step, values),
    ...(step.receive && { path: flow }),
    ...Object.fromEntries(
      connectionsNeeded({ step, values }).map(([key, { connection }]) => [
        key,
        nodeRedIdOf(flow, connection.name),
      ]),
    ),
    x: 0,
    y: 0,
    wires: outputsOf(step, values).map(({ name }) => {
      const target = leadsTo[name];
      return target === undefined ? [] : [nodeRedIdOf(flow, target)];
    }),
  };
}

const connectionsNeeded = ({ step, values }: Pick<JourneyStep, 'step' | 'values'>) =>
  Object.entries(step.connections ?? {}).filter(
    ([, use]) => use.required && isShown(use, step.parameters, values),
  );

/** The configuration nodes that steps cannot do without; their secrets are left for the user to fill in. */
export function connectionNodes(
  flow: string,
  places: readonly Pick<JourneyStep, 'step' | 'values'>[],
): FlowEntry[] {
  const connections = places.flatMap((place) =>
    connectionsNeeded(place).map(([, { connection }]) => connection),
  );
  return [...new Set(connections)].map((connection) => ({
    id: nodeRedIdOf(flow, connection.name),
    type: connectionType(connection),
    name: connection.title.en,
  }));
}

export function commentNode(tab: string, name: string, info: string, at: { x: number; y: number }): FlowNode {
  return { id: nodeRedIdOf(tab, name, 'comment'), type: 'comment', z: tab, name, info, ...at, wires: [] };
}

function sectionNote(journey: Journey, { section, from }: Area): FlowNode {
  const { x, y } = pointOf(from);
  // Far enough to the right for the note's text, which is wider than a node.
  const at = { x: x + COLUMN / 2, y: y - NOTE_ABOVE };
  const note = commentNode(nodeRedIdOf(journey.name), section.note, '', at);
  return {
    ...note,
    id: nodeRedIdOf(journey.name, section.title, 'note'),
    g: groupId(journey, section.title),
  };
}

function group(journey: Journey, { section, from, to }: Area): FlowEntry {
  const first = pointOf(from);
  const last = pointOf(to);
  return {
    id: groupId(journey, section.title),
    type: 'group',
    z: nodeRedIdOf(journey.name),
    name: section.title,
    style: { label: true },
    nodes: [
      nodeRedIdOf(journey.name, section.title, 'note'),
      ...Object.keys(section.steps).map((title) => nodeRedIdOf(journey.name, title)),
    ],
    x: first.x - HALF_WIDTH,
    y: first.y - NOTE_ABOVE - 50,
    w: last.x - first.x + 2 * HALF_WIDTH,
    h: last.y - first.y + NOTE_ABOVE + 50 + 50,
  };
}
