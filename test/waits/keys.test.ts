import { stepKeyOf } from '../../core/steps/shared';
import { DAY, TestClock } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { Canvas } from './canvas';

const place = { host: 'n8n', workflow: 'w1', node: 'n1', title: 'Day 3', manual: false } as const;

test('a step’s own key is the same wherever it stands; without one, the very node is meant', () => {
  expect(stepKeyOf({ stepKey: 'welcome/day-3' }, place)).toBe('welcome/day-3');
  expect(
    stepKeyOf(
      { stepKey: 'welcome/day-3' },
      { ...place, host: 'node-red', workflow: 'w2', node: 'n2', title: 'Renamed' },
    ),
  ).toBe('welcome/day-3');
  const nodes = [
    place,
    { ...place, node: 'n2' },
    { ...place, workflow: 'w2' },
    { ...place, host: 'node-red' as const },
  ];
  expect(new Set(nodes.map((node) => stepKeyOf({ stepKey: '' }, node))).size).toBe(nodes.length);
  expect(stepKeyOf({ stepKey: '' }, { ...place, title: 'Renamed' })).toBe(stepKeyOf({ stepKey: '' }, place));
});

describeOnStores('The step key', (store) => {
  let clock: TestClock;
  let before: Canvas;
  let after: Canvas;

  beforeEach(() => {
    clock = new TestClock();
  });

  afterEach(async () => {
    await before.close();
    await after.close();
  });

  test('people keep their place when the workflow is copied or imported again', async () => {
    before = new Canvas(
      store(),
      clock,
      { amount: 1, stepKey: 'welcome/day-1' },
      { workflow: 'old', node: 'a' },
    );
    await before.arrive({ customerId: 'ann' });
    await before.look();
    await before.close();
    clock.advance(DAY);
    after = new Canvas(
      store(),
      clock,
      { amount: 9, stepKey: 'welcome/day-1' },
      { workflow: 'new', node: 'b' },
    );
    await after.look();
    expect(after.exits).toEqual(['ann timed_out']);
  });

  test('without one, another node does not get them', async () => {
    before = new Canvas(store(), clock, { amount: 1 }, { node: 'a' });
    await before.arrive({ customerId: 'ann' });
    clock.advance(DAY);
    after = new Canvas(store(), clock, { amount: 1 }, { node: 'b' });
    await after.look();
    expect(after.exits).toEqual([]);
    expect(await before.held()).toMatchObject({ waiting: 1 });
  });

  test('of two active nodes with one key the second is refused, until the first is switched off', async () => {
    before = new Canvas(store(), clock, { amount: 1, stepKey: 'twin' }, { node: 'a' });
    after = new Canvas(store(), clock, { amount: 1, stepKey: 'twin' }, { node: 'b' });
    before.publish();
    const second = new Promise(() => {
      after.publish();
    });
    await expect(second).rejects.toMatchObject({
      name: 'StepError',
      parameter: 'stepKey',
      message: expect.stringContaining('twin'),
      advice: expect.any(String),
    });
    await before.close();
    after.publish();
    await after.arrive({ customerId: 'ann' });
    clock.advance(DAY);
    await after.look();
    expect(after.exits).toEqual(['ann timed_out']);
  });
});
