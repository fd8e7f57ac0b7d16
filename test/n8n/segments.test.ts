import { NodeHelpers } from 'n8n-workflow';
import { type JsonObject, lifecycleSegment, segmentEvent } from '../../core/steps';
import { sharedStore } from '../../core/store';
import { toN8nParameters } from '../../nodes/adapter';
import { LifecycleSegment } from '../../nodes/LifecycleSegment/LifecycleSegment.node';
import { SegmentEventTrigger } from '../../nodes/SegmentEventTrigger/SegmentEventTrigger.node';
import { TestClock } from '../support/clock';
import { take } from '../support/people';
import { type StorePlace, sqlitePlace } from '../support/stores';
import { asked, askedFor } from './asked';
import { runNode, workflowOf } from './engine';

const tested = new LifecycleSegment();

let place: StorePlace;

beforeAll(async () => {
  place = sqlitePlace();
  process.env['JOURNEYS_STORE'] = place.place;
  const store = await sharedStore(place.place);
  const clock = new TestClock(Date.now() - 60_000);
  const order = { data: { order: { id: 'o1', amount: 4990, currency: 'EUR' } } };
  await take(store, clock, 'customer_registered', ['c1', 'ann@shop.example']);
  await take(store, clock, 'order_paid', ['c2', 'bob@shop.example'], order);
});
afterAll(async () => place.remove());

const ann = { email: 'ann@shop.example' };
const bob = { email: 'bob@shop.example' };
const bought = { what: 'did', event: 'order_paid' };

const run = (values: JsonObject, items: object[]) =>
  runNode(tested, {
    parameters: toN8nParameters(lifecycleSegment, values),
    items: items.map((item) => ({ ...item })),
  });

const labelsFor = (values: JsonObject) => {
  const workflow = workflowOf(tested, { parameters: toN8nParameters(lifecycleSegment, values) });
  const node = workflow.getNode('Step');
  const outputs = node ? NodeHelpers.getNodeOutputs(workflow, node, tested.description) : [];
  return outputs.map((output) => (typeof output === 'object' ? output.displayName : output));
};

describe('the outputs', () => {
  it.each<[string, JsonObject, string[]]>([
    [
      'of a node saved before it had operations',
      { stages: ['registered', 'repeat'] },
      ['Registered', 'Repeat', 'Other'],
    ],
    [
      'of the groups',
      { by: 'groups', groups: ['dormant', 'new'], stages: ['repeat'] },
      ['New', 'Dormant', 'Other'],
    ],
    [
      'of segments, ready-made and own',
      {
        by: 'segments',
        readyMade: ['never-bought'],
        ownSegments: [{ output: ' VIP ' }, { output: '' }],
      },
      ['Members Who Never Bought', 'VIP', 'Segment 2', 'Other'],
    ],
    ['of Check', { operation: 'check' }, ['Checked']],
    ['of List Audience', { operation: 'list', by: 'segments' }, ['Contacts', 'Next Page', 'Done']],
  ])('follow from all that they depend on: %s', (_, values, labels) => {
    expect(labelsFor(values)).toEqual(labels);
  });
});

it('routes by own segments, in the order of the outputs', async () => {
  const definition = JSON.stringify({ version: 1, where: { did: 'order_paid' } });
  const { outputs, error } = await run(
    {
      by: 'segments',
      readyMade: ['never-bought'],
      ownSegments: [{ output: 'Buyers', from: 'as_json', definition }],
    },
    [bob, ann, { email: 'new@shop.example' }],
  );
  expect(error).toBeUndefined();
  expect(outputs.map((items) => items.map(({ json, pairedItem }) => [json['email'], pairedItem]))).toEqual([
    [['ann@shop.example', { item: 1 }]],
    [['bob@shop.example', { item: 0 }]],
    [['new@shop.example', { item: 2 }]],
  ]);
});

it('lets whoever is in several segments leave by each of their outputs, where that is asked for', async () => {
  const { outputs } = await run(
    { by: 'segments', readyMade: ['purchase', 'buyers-360-days'], everyMatch: true },
    [bob],
  );
  expect(outputs.map((items) => items.length)).toEqual([1, 1, 0]);
});

it('checks people, with expressions in its rows', async () => {
  const { outputs, error } = await run(
    {
      operation: 'check',
      conditions: [{ ...bought, comparison: 'at_least', number: '={{ $json.times }}' }],
      scores: ['activity'],
    },
    [
      { ...bob, times: 1 },
      { ...bob, times: 2 },
    ],
  );
  expect(error).toBeUndefined();
  expect(outputs[0]?.map(({ json }) => json)).toMatchObject([
    {
      segments: { 'built-here': true },
      reasons: { 'built-here': [{ condition: 'did Order Paid', held: true }] },
      scores: { activity: expect.any(Number) },
    },
    { segments: { 'built-here': false } },
  ]);
});

it('lists an audience page by page: Next Page leads back to the node', async () => {
  const values = { operation: 'list', segment: 'as_json', pageSize: 1, sort: 'oldest' };
  const everybody = {
    definition: JSON.stringify({ version: 1, where: { stage: ['registered', 'one_order'] } }),
  };
  const first = await run({ ...values, ...everybody }, [{ campaign: 'spring' }]);
  expect(first.error).toBeUndefined();
  const [contacts, [next] = [], done] = first.outputs;
  expect(contacts?.map(({ json, pairedItem }) => [json['contact'], pairedItem])).toEqual([
    [expect.objectContaining({ id: 1 }), { item: 0 }],
  ]);
  expect(done).toEqual([]);
  expect(next?.json).toMatchObject({ campaign: 'spring', audience: { listed: 1 } });
  const second = await run({ ...values, ...everybody }, [next?.json ?? {}]);
  expect(second.outputs.map((items) => items.length)).toEqual([1, 0, 1]);
});

describe('a field that asks', () => {
  const list = (values: JsonObject) => toN8nParameters(lifecycleSegment, { operation: 'list', ...values });

  it('tells the estimated size before anything runs', async () => {
    expect(await asked(tested, 'audienceSize', list({ conditions: [bought] }))).toBe(
      '1 of 3 contacts (counted just now)',
    );
    expect(await asked(tested, 'audienceSize', list({}))).toBe(
      'The segment has no condition. Add at least one condition.',
    );
  });

  it('tells the definition that the rows stand for, on the trigger too', async () => {
    const json = '{ "version": 1, "where": { "all": [ { "did": "order_paid" } ] } }';
    expect(await asked(tested, 'written', list({ conditions: [bought] }))).toBe(json);
    const parameters = toN8nParameters(segmentEvent, { conditions: [bought] });
    expect(await asked(new SegmentEventTrigger(), 'written', parameters)).toBe(json);
  });

  it('waits for the run where an expression decides', async () => {
    const conditions = [{ ...bought, number: '={{ $json.times }}' }];
    expect(await asked(tested, 'audienceSize', list({ conditions }))).toBe('Known only when it runs');
  });

  it('is asked anew as soon as a row changes', () => {
    const textFor = (values: JsonObject) => askedFor(tested, 'audienceSize', list(values));
    expect(textFor({ conditions: [bought] })).toContain('order_paid');
    expect(textFor({ conditions: [bought] })).not.toEqual(textFor({ conditions: [{ what: 'did_not' }] }));
  });
});

describe('Segment Trigger by hand', () => {
  const byHand = (values: JsonObject) =>
    runNode(new SegmentEventTrigger(), {
      parameters: toN8nParameters(segmentEvent, values),
      items: [{}],
      mode: 'manual',
    });

  it('starts with somebody who is in the segment now', async () => {
    const { outputs, error } = await byHand({ conditions: [bought] });
    expect(error).toBeUndefined();
    expect(outputs[0]).toMatchObject([
      { json: { contact: { id: 2 }, segment: { name: 'built-here', change: 'entered' } } },
    ]);
  });

  it('says so where nobody is', async () => {
    const { error } = await byHand({ segment: 'lapsed-1-month' });
    expect(error).toMatchObject({ message: expect.stringContaining('Nobody is in the segment') });
  });
});
