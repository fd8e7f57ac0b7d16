import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { JsonObject } from '../../core/steps';

interface Output {
  key: string;
  title?: string;
  word: string;
  number?: number;
}

interface Outputs {
  list(valueOf: (name: string) => unknown, origins?: Record<string, (number | undefined)[]>): Output[];
  moves(before: Output[], after: Output[]): string;
  vary: boolean;
}

const source = ['shown.js', 'outputs.js']
  .map((name) => readFileSync(join('generate/node-red/dialog', name), 'utf8'))
  .join('\n');

const outputsOf: (rules: object, parameters: object) => Outputs = runInNewContext(
  `${source}\njourneyOutputs`,
);

const outputs = outputsOf(
  {
    eachOf: ['doors', 'rooms'],
    fixed: [{ name: 'other', showWhen: { by: ['doors', 'rooms'] } }, { name: 'roof' }],
  },
  {
    doors: { options: ['front', 'back', 'side'], showWhen: { by: ['doors'] } },
    rooms: { titledBy: 'title', showWhen: { by: ['rooms'] } },
  },
);

const list = (values: JsonObject, origins?: Record<string, (number | undefined)[]>) =>
  outputs.list((name) => values[name], origins);

const moved = (before: JsonObject, after: JsonObject, rooms?: (number | undefined)[]): unknown =>
  JSON.parse(outputs.moves(list(before), list(after, rooms && { rooms })));

const doors = (...picked: string[]) => ({ by: 'doors', doors: picked, rooms: [] });
const rooms = (...titles: string[]) => ({
  by: 'rooms',
  doors: [],
  rooms: titles.map((title) => ({ title })),
});

test('follow from the picked options, in the order of the definition, while they are shown', () => {
  const words = (values: JsonObject) => list(values).map(({ word, title }) => title ?? word);
  expect(words(doors('side', 'front'))).toEqual([
    'parameter.doors.option.front',
    'parameter.doors.option.side',
    'output.other',
    'output.roof',
  ]);
  expect(words(rooms('Hall'))).toEqual(['Hall', 'output.other', 'output.roof']);
  expect(words({ by: 'none', doors: ['front'], rooms: [] })).toEqual(['output.roof']);
});

test.each<[string, JsonObject, JsonObject, (number | undefined)[] | undefined, object]>([
  [
    'an option more',
    doors('front'),
    doors('front', 'back'),
    undefined,
    { 0: 0, 1: 2, 2: 3, 'new-doors.back': 1 },
  ],
  ['an option less', doors('front', 'back'), doors('back'), undefined, { 0: -1, 1: 0, 2: 1, 3: 2 }],
  [
    'another kind of outputs',
    doors('front'),
    rooms('Hall'),
    [undefined],
    { 0: -1, 1: 1, 2: 2, 'new-rooms.new 0': 0 },
  ],
  [
    'rows that changed places',
    rooms('Hall', 'Attic'),
    rooms('Attic', 'Hall'),
    [1, 0],
    { 0: 1, 1: 0, 2: 2, 3: 3 },
  ],
  ['a row with a new title', rooms('Hall'), rooms('Foyer'), [0], { 0: 0, 1: 1, 2: 2 }],
  [
    'a row in place of another',
    rooms('Hall', 'Attic'),
    rooms('Attic', 'Cellar'),
    [1, undefined],
    { 0: -1, 1: 0, 2: 2, 3: 3, 'new-rooms.new 1': 1 },
  ],
])('wires stay with their output: %s', (_, before, after, origins, moves) => {
  expect(moved(before, after, origins)).toEqual(moves);
});
