import { type JsonObject, lifecycleSegment, stepValues } from '../../core/steps';
import { toNodeRedProperties } from '../../node-red/adapter';
import { toN8nParameters } from '../../nodes/adapter';
import { LifecycleSegment } from '../../nodes/LifecycleSegment/LifecycleSegment.node';
import { Runtime } from '../node-red/runtime';
import { type StorePlace, sqlitePlace } from '../support/stores';
import { runNode } from './engine';

let place: StorePlace;
let runtime: Runtime;

beforeAll(async () => {
  place = sqlitePlace();
  process.env['JOURNEYS_STORE'] = place.place;
  runtime = await Runtime.start();
});
afterAll(async () => {
  await runtime.stop();
  await place.remove();
});

const rows: readonly JsonObject[] = [
  { what: 'did', event: 'message_clicked', messageChannel: 'sms', when: 'last', days: 180, number: 2 },
  { what: 'spent', amount: '49.90', currency: 'EUR', when: 'year', category: 'Audio' },
  { what: 'last_order', when: 'before', days: 90 },
  { what: 'coupon', coupon: 'expiring', expiresIn: 3 },
  { what: 'attribute', field: 'locale', test: 'is_not', value: 'de' },
  { what: 'stage', stage: 'repeat' },
];

/** A row as Node-RED's dialog keeps it: with all of its cells. */
const filled = (row: JsonObject) =>
  stepValues(lifecycleSegment.parameters, { conditions: [row] }).conditions[0] ?? {};

test('the same rows stand for the same definition on both hosts', async () => {
  const values = { operation: 'check', match: 'any', segmentZone: 'Europe/Berlin', details: ['definitions'] };
  const item = { email: 'ann@shop.example' };

  const { outputs } = await runNode(new LifecycleSegment(), {
    parameters: toN8nParameters(lifecycleSegment, { ...values, conditions: rows }),
    items: [item],
  });
  const node = { id: 'segment', type: 'lifecycle-segment', z: 'flow', x: 0, y: 0, wires: [['checked']] };
  const properties = toNodeRedProperties(lifecycleSegment, { ...values, conditions: rows.map(filled) });
  const probe = { id: 'checked', type: 'probe', z: 'flow', x: 0, y: 0, wires: [] };
  await runtime.deploy({ ...properties, ...node }, probe);
  runtime.inject('segment', { payload: item });
  const { message } = await runtime.hear({ kind: 'message', node: 'checked' });

  const shown = JSON.stringify(message?.payload?.['definitions']);
  expect(shown).toContain('"any":[{"did":"message_clicked"');
  expect(JSON.stringify(outputs[0]?.[0]?.json['definitions'])).toBe(shown);
});
