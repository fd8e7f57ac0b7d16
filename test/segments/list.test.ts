import type { SegmentDefinition } from '../../core/segments/definition';
import { type JsonObject, lifecycleSegment, type Outcome } from '../../core/steps';
import { DAY, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { failing, runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';

const everybody: SegmentDefinition = { version: 1, where: { stage: ['registered', 'one_order', 'repeat'] } };

describeOnStores('List Audience', (store) => {
  let clock: TestClock;

  beforeEach(() => {
    clock = new TestClock();
  });

  const run = (items: JsonObject[], values = {}) => {
    const asked = { operation: 'list', segment: 'as_json', definition: JSON.stringify(everybody), ...values };
    return runStep(lifecycleSegment, asked, contextOf(store(), clock), items);
  };

  const left = (outcomes: readonly Outcome[], output: string) =>
    outcomes.flatMap((outcome) => ('output' in outcome && outcome.output === output ? [outcome.json] : []));
  const idsOf = (outcomes: readonly Outcome[]) =>
    left(outcomes, 'contacts').map(({ contact }) =>
      typeof contact === 'object' && contact !== null && 'id' in contact ? Number(contact.id) : NaN,
    );

  /** All pages, as a canvas lists them that leads Next Page back to the step. */
  async function listed(values = {}, between: () => Promise<unknown> = () => Promise.resolve()) {
    const pages: number[][] = [];
    let [item]: JsonObject[] = [{}];
    while (item) {
      const outcomes: Outcome[] = await run([item], values);
      pages.push(idsOf(outcomes));
      expect(left(outcomes, 'next_page').length + left(outcomes, 'done').length).toBe(1);
      [item] = left(outcomes, 'next_page');
      await between();
    }
    return pages;
  }

  async function people(count: number): Promise<void> {
    for (let person = 1; person <= count; person++) {
      clock.advance(DAY);
      await take(store(), clock, 'customer_registered', [`c${person}`, `c${person}@shop.example`], {
        profile: { firstName: `N${person}` },
      });
    }
  }

  const order = (id: string, amount: number) => ({ data: { order: { id, amount, currency: 'EUR' } } });

  test('brings people with what is known of them, and tells how far it is', async () => {
    await people(2);
    const outcomes = await run([{ campaign: 'spring' }], { saveAs: 'All' });
    expect(left(outcomes, 'contacts')).toMatchObject([
      { contact: { id: 2, firstName: 'N2' }, segment: { name: 'All' } },
      { contact: { id: 1, firstName: 'N1' }, segment: { name: 'All' } },
    ]);
    expect(left(outcomes, 'done')).toEqual([
      { campaign: 'spring', audience: { segment: 'All', listed: 2, cursor: null } },
    ]);
  });

  test('lists everybody once, page by page, however many a page has', async () => {
    await people(7);
    expect(await listed({ pageSize: 3, sort: 'oldest' })).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(await listed({ pageSize: 7 })).toEqual([[7, 6, 5, 4, 3, 2, 1]]);
    expect(await listed({ pageSize: 2, atMost: 3 })).toEqual([[7, 6], [5]]);
    expect(await listed({ pageSize: 2, atMost: 4 })).toEqual([
      [7, 6],
      [5, 4],
    ]);
  });

  test('nobody is in two pages when people come meanwhile', async () => {
    await people(4);
    const pages = await listed({ pageSize: 2 }, () => people(1));
    expect(pages).toEqual([
      [4, 3],
      [2, 1],
    ]);
  });

  test.each([
    ['last_order', [1, 3, 2, 4]],
    ['most_spent', [1, 3, 2, 4]],
    ['most_orders', [2, 1, 3, 4]],
  ])('sorted by %s, people alike in the order they came', async (sort, ids) => {
    await people(4);
    await take(store(), clock, 'order_paid', 'c2', order('a', 100));
    await take(store(), clock, 'order_paid', 'c2', order('b', 100));
    clock.advance(1000);
    await take(store(), clock, 'order_paid', 'c1', order('c', 900));
    await take(store(), clock, 'order_paid', 'c3', order('d', 500));
    expect((await listed({ sort, pageSize: 1 })).flat()).toEqual(ids);
  });

  test('a sample is drawn at random, the same for the same seed', async () => {
    await people(30);
    const sample = (seed: string, pageSize = 3) =>
      listed({ sort: 'random', seed, atMost: 9, pageSize }).then((pages) => pages.flat());
    const first = await sample('spring');
    expect(new Set(first).size).toBe(9);
    expect(await sample('spring', 9)).toEqual(first);
    expect(await sample('summer')).not.toEqual(first);
    expect(first.toSorted((a, b) => a - b)).not.toEqual(first);
  });

  test('who rehearses is not among them: their time is their own', async () => {
    await people(1);
    await take(store(), clock, 'customer_registered', 'tester', { speed: 43_200 });
    expect((await listed()).flat()).toEqual([1]);
  });

  test('each item that comes in lists for itself', async () => {
    await people(2);
    const outcomes = await run([{ n: 1 }, { n: 2 }]);
    expect(outcomes.map(({ item }) => item)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  test('people without an address go on by their id', async () => {
    await take(store(), clock, 'customer_registered', 'c1');
    const [person = {}] = left(await run([{}]), 'contacts');
    const context = contextOf(store(), clock);
    const routed = await runStep(lifecycleSegment, {}, context, [person]);
    expect(routed).toMatchObject([{ output: 'registered', json: { contact: { id: 1 } } }]);
    const unknown = await runStep(lifecycleSegment, {}, context, [{ contact: { id: 99 } }]);
    expect(failing(unknown)).toMatchObject({ advice: expect.any(String) });
  });

  test.each([
    ['no cursor', 'nonsense'],
    ['JSON that is none', Buffer.from('[1').toString('base64url')],
    ['another list’s', Buffer.from('["oldest",1,1,1]').toString('base64url')],
    ['a forged one', Buffer.from('["newest","1 or 1=1",1,1]').toString('base64url')],
  ])('a cursor that is %s is refused', async (_, cursor) => {
    expect(failing(await run([{}], { cursor }))).toMatchObject({ parameter: 'cursor' });
  });

  test('never lists everybody because nothing was asked', async () => {
    await people(1);
    expect(failing(await run([{}], { segment: 'built_here' }))).toMatchObject({ parameter: 'conditions' });
  });
});
