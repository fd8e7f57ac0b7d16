import { StoreError } from '../../core/errors';
import { type Place, type Step, defineConnection } from '../../core/steps';
import { text } from '../../core/steps/text';
import { toN8nParameters } from '../../nodes/adapter';
import { type StorePlace, sqlitePlace } from '../support/stores';
import { runNode } from './engine';
import { nodeOf, shout } from './shout';

let place: StorePlace;

beforeAll(() => {
  place = sqlitePlace();
  process.env['JOURNEYS_STORE'] = place.place;
});
afterAll(async () => place.remove());

const valuesOf = (outputs: readonly (readonly { json: object }[])[]) =>
  outputs.flat().map(({ json }) => ('values' in json ? json.values : undefined));

const expressions = {
  word: '={{ $json.word }}',
  greeting: '=Dear {{ $json.word }}',
  times: '={{ $json.n }}',
  price: '={{ $json.n }}.50',
  loud: '={{ $json.n > 1 }}',
  tone: '={{ $json.n > 1 ? "warm" : "plain" }}',
  lines: [{ say: '=line {{ $json.n }}' }, { say: 'fixed' }],
  secretly: '={{ $json.word }}!',
};

const items = [
  { word: 'one', n: 1 },
  { word: 'two', n: 2 },
];

it('evaluates an expression in every kind of field for each item', async () => {
  const step = shout();
  const parameters = toN8nParameters(step, { ...expressions, doors: ['front', 'back'] });
  const { outputs, error } = await runNode(nodeOf(step), { parameters, items });
  expect(error).toBeUndefined();
  const values = (word: string, n: number) => ({
    word,
    greeting: `Dear ${word}`,
    times: n,
    price: `${n}.50`,
    loud: n > 1,
    tone: n > 1 ? 'warm' : 'plain',
    doors: ['front', 'back'],
    lines: [{ say: `line ${n}` }, { say: 'fixed' }],
    secretly: `${word}!`,
    key: '',
  });
  expect(outputs).toHaveLength(3);
  expect(valuesOf(outputs.slice(2))).toEqual([values('one', 1)]);
  expect(valuesOf(outputs.slice(1, 2))).toEqual([values('two', 2)]);
});

it('pairs every item with the one it came from', async () => {
  const step = shout();
  const { outputs } = await runNode(nodeOf(step), { parameters: { word: '={{ $json.word }}' }, items });
  expect(outputs[1]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
});

it('reads fields without expressions once for the whole batch', async () => {
  const seen = new Set<unknown>();
  const step = shout((given) => {
    for (const { values } of given) seen.add(values);
    return [];
  });
  const { outputs, error } = await runNode(nodeOf(step), {
    parameters: { word: 'plain' },
    items: Array(500).fill(items[0]),
  });
  expect(error).toBeUndefined();
  expect(outputs.flat()).toEqual([]);
  expect(seen.size).toBe(1);
});

it('leaves Liquid to the step, in fixed fields and in those that the editor made expressions', async () => {
  const step = shout();
  for (const greeting of ['Hi {{ contact.firstName }}', '=Hi {{ contact.firstName }}']) {
    const { outputs } = await runNode(nodeOf(step), { parameters: { greeting }, items: [{}] });
    expect(valuesOf(outputs)).toEqual([expect.objectContaining({ greeting: 'Hi {{ contact.firstName }}' })]);
  }
});

const refused: [string, Record<string, string | number>, string][] = [
  ['a value out of bounds', { times: 10 }, '“Times”'],
  ['an expression that yields nothing', { times: '={{ $json.missing }}' }, '“Times”'],
  ['a choice that does not exist', { tone: '={{ $json.word }}' }, '“Tone”'],
  ['Liquid and n8n in one field', { greeting: '={{ contact.firstName }} {{ $json.word }}' }, '“Greeting”'],
];

it.each(refused)('refuses %s before anything is done', async (_, parameters, label) => {
  const run = jest.fn(() => []);
  const { error } = await runNode(nodeOf(shout(run)), { parameters, items });
  expect(error?.message).toContain(label);
  expect(error?.description).not.toBe('');
  expect(run).not.toHaveBeenCalled();
});

describe('an item that fails', () => {
  const bad = [{ word: 'fine' }, { word: 'bad', id: 7 }, { word: 'bad', id: 8 }];
  const parameters = { word: '={{ $json.word }}' };

  it('stops the node with what to do about it', async () => {
    const { error } = await runNode(nodeOf(shout()), { parameters, items: bad });
    expect(error).toMatchObject({
      message: 'The word is bad.',
      description: 'Say something nice.',
      context: { itemIndex: 1 },
    });
  });

  it('leaves by the first output with the error, where the node is to go on', async () => {
    const { outputs, error } = await runNode(nodeOf(shout()), {
      parameters,
      items: bad,
      settings: { onError: 'continueRegularOutput' },
    });
    expect(error).toBeUndefined();
    expect(outputs[0]).toEqual(
      [7, 8].map((id) => ({
        json: { word: 'bad', id, error: 'The word is bad.', details: 'Say something nice.' },
        pairedItem: { item: id - 6 },
      })),
    );
    expect(outputs[1]).toHaveLength(1);
  });

  it('leaves by the error output with its own fields', async () => {
    const { outputs } = await runNode(nodeOf(shout()), {
      parameters,
      items: bad,
      settings: { onError: 'continueErrorOutput' },
    });
    expect(outputs).toHaveLength(3);
    expect(outputs[0]).toEqual([]);
    expect(outputs[2]?.map(({ json }) => json)).toEqual(
      [7, 8].map((id) => ({ word: 'bad', id, error: 'The word is bad.', details: 'Say something nice.' })),
    );
  });

  it('leaves with an error too where its expression failed, and the others go on', async () => {
    const { outputs } = await runNode(nodeOf(shout()), {
      parameters: { times: '={{ $json.n }}' },
      items: [{ n: 99 }, { n: 2 }],
      settings: { onError: 'continueErrorOutput' },
    });
    expect(outputs[1]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
    expect(outputs[2]?.map(({ json }) => json)).toEqual([
      { n: 99, error: expect.stringContaining('“Times”'), details: expect.any(String) },
    ]);
  });
});

describe('a step that cannot run', () => {
  const full = () => {
    throw new StoreError('full', 'The disk is full.', 'Make room.');
  };

  it('stops the node with what to do about it', async () => {
    const { error } = await runNode(nodeOf(shout(full)), { items });
    expect(error).toMatchObject({ message: 'The disk is full.', description: 'Make room.' });
  });

  it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
    'never sends items on untouched (%s)',
    async (onError) => {
      const { outputs } = await runNode(nodeOf(shout(full)), { items, settings: { onError } });
      expect(outputs.flat()).toHaveLength(items.length);
      for (const { json } of outputs.flat())
        expect(json).toMatchObject({ error: 'The disk is full.', details: 'Make room.' });
    },
  );

  it.each([undefined, 'continueRegularOutput'] as const)(
    'is tried again on request (%s)',
    async (onError) => {
      const run = jest
        .fn(() => [{ item: 0, output: 'other', json: { done: true } }])
        .mockImplementationOnce(full);
      const { outputs, error } = await runNode(nodeOf(shout(run)), {
        items: [{}],
        settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1, ...(onError && { onError }) },
      });
      expect(error).toBeUndefined();
      expect(run).toHaveBeenCalledTimes(2);
      expect(outputs[1]?.map(({ json }) => json)).toEqual([{ done: true }]);
    },
  );
});

it('tells the step where it stands, and whether somebody runs it by hand', async () => {
  const places: Place[] = [];
  const step = shout((_, { place: here }) => {
    places.push(here);
    return [];
  });
  await runNode(nodeOf(step), { items: [{}], mode: 'manual' });
  await runNode(nodeOf(step), { items: [{}] });
  const here = { host: 'n8n', workflow: 'workflow', node: 'step', title: 'Step' };
  expect(places).toEqual([
    { ...here, manual: true },
    { ...here, manual: false },
  ]);
});

describe('a connection', () => {
  const connection = defineConnection({
    name: 'door',
    title: text('Door', '门'),
    n8n: { type: 'doorApi', own: true },
    fields: {
      code: {
        type: 'text',
        label: text('Code', '码'),
        help: text('A code.', '码'),
        default: '',
        secret: true,
      },
    },
    test: () => Promise.resolve(),
  });
  const seen = jest.fn();
  const step: Step = {
    ...shout(),
    connections: { door: { connection, required: false } },
    run: async (_, context) => {
      seen(await context.connect(connection));
      return [];
    },
  };

  it('gives the step the fields that it declares', async () => {
    const { error } = await runNode(nodeOf(step), {
      items: [{}],
      accounts: { doorApi: { code: '1234', more: 'x' } },
    });
    expect(error).toBeUndefined();
    expect(seen).toHaveBeenCalledWith({ code: '1234' });
  });

  it('is asked for where none is chosen', async () => {
    const { error } = await runNode(nodeOf(step), { items: [{}] });
    expect(error).toMatchObject({
      message: expect.stringContaining('“Door”'),
      description: expect.stringContaining('Step'),
    });
  });
});
