import { defineSegment } from '../../core/segments/membership';
import { lifecycleSegment, stepValues } from '../../core/steps';
import { DAY, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { failing, leaving, runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';

const order = (id: string) => ({ data: { order: { id, amount: 4990, currency: 'EUR' } } });

describeOnStores('Check', (store) => {
  let clock: TestClock;

  beforeEach(() => {
    clock = new TestClock();
  });

  const check = (items: Record<string, unknown>[], values = {}) =>
    runStep(lifecycleSegment, { operation: 'check', ...values }, contextOf(store(), clock), items);
  const checked = async (who: string, values = {}) =>
    leaving(await check([{ customerId: who }], values)).json;

  const bought = { what: 'did', event: 'order_paid' };

  test('tells of each segment whether the person is in it, and leaves the rest of the item as it was', async () => {
    await take(store(), clock, 'order_paid', 'ann', order('o1'));
    await take(store(), clock, 'customer_registered', 'bob');
    await defineSegment(store(), clock, 'VIP', {
      version: 1,
      where: { orders: 'count', is: { atLeast: 2 } },
    });
    const values = {
      conditions: [bought],
      alsoCheck: ['never-bought', 'one-order'],
      alsoNamed: 'VIP, ',
      details: [],
    };
    const outcomes = await check(
      ['ann', 'bob', 'stranger'].map((customerId) => ({ customerId, colour: 'red' })),
      values,
    );
    const about = (bought: boolean, never: boolean, one: boolean) => ({
      'built-here': bought,
      'never-bought': never,
      'one-order': one,
      VIP: false,
    });
    expect(outcomes).toMatchObject([
      { item: 0, output: 'checked', json: { colour: 'red', segments: about(true, false, true) } },
      { item: 1, output: 'checked', json: { contact: { id: 2 }, segments: about(false, true, false) } },
      { item: 2, output: 'checked', json: { segments: about(false, false, false) } },
    ]);
  });

  test('says why, in words, and what stands under “none” the other way round', async () => {
    await take(store(), clock, 'customer_registered', 'bob');
    const { reasons } = await checked('bob', {
      segment: 'never-bought',
    });
    expect(reasons).toEqual({
      'never-bought': [
        { condition: 'did Customer Registered', held: true },
        { condition: 'not: did Order Paid', held: true },
      ],
    });
  });

  test('shows the definition that rows stand for, and the same from JSON', async () => {
    const definition = { version: 1, where: { all: [{ did: 'order_paid' }] } };
    const details = ['definitions'];
    const built = await checked('ann', { conditions: [bought], saveAs: 'Buyers', details });
    expect(built['definitions']).toEqual({ Buyers: definition });
    const written = await checked('ann', {
      segment: 'as_json',
      definition: JSON.stringify(definition),
      saveAs: 'Buyers',
      details,
    });
    expect(written['definitions']).toEqual(built['definitions']);
  });

  test('saves a segment under a name, once, so that others find it', async () => {
    await take(store(), clock, 'order_paid', 'ann', order('o1'));
    await checked('ann', { conditions: [bought], saveAs: 'Buyers' });
    await checked('ann', { conditions: [bought], saveAs: 'Buyers' });
    const versions = await store().db.selectFrom('segment').select(['name', 'version']).execute();
    expect(versions).toEqual([{ name: 'Buyers', version: 1 }]);
    const found = await checked('ann', { segment: 'by_name', segmentName: 'Buyers' });
    expect(found['segments']).toEqual({ Buyers: true });
    const nested = await checked('ann', {
      conditions: [{ what: 'not_member', name: 'Buyers' }],
      details: [],
    });
    expect(nested['segments']).toEqual({ 'built-here': false });
  });

  test('adds the scores asked for', async () => {
    await take(store(), clock, 'order_paid', 'ann', order('o1'));
    const { scores, segments } = await checked('ann', { scores: ['activity', 'rfm', 'churn'] });
    expect(segments).toEqual({});
    expect(scores).toMatchObject({ activity: expect.any(Number), rfm: null, churn: { currency: 'EUR' } });
  });

  test('the contact’s own now decides, in rehearsal too', async () => {
    const lately = { conditions: [{ ...bought, when: 'last', days: 30 }], details: [] };
    await take(store(), clock, 'order_paid', 'ann', { ...order('o1'), speed: 43_200 });
    expect(await checked('ann', lately)).toMatchObject({ segments: { 'built-here': true } });
    clock.advance((30 * DAY) / 43_200);
    expect(await checked('ann', lately)).toMatchObject({ segments: { 'built-here': false } });
  });

  test('a setting that is wrong for one item fails that item alone', async () => {
    const values = (named: string) =>
      stepValues(lifecycleSegment.parameters, { operation: 'check', alsoNamed: named });
    const outcomes = await lifecycleSegment.run(
      ['repeat', 'Nobody'].map((named) => ({ json: { customerId: 'ann' }, values: values(named) })),
      contextOf(store(), clock),
    );
    const [good, bad] = outcomes.toSorted((a, b) => a.item - b.item);
    expect(good).toMatchObject({ output: 'checked', json: { segments: { repeat: false } } });
    expect(failing(bad ? [bad] : [])).toMatchObject({ parameter: 'alsoNamed' });
  });

  test.each([
    ['a name that nobody saved', { segment: 'by_name', segmentName: 'Nobody' }, 'segmentName', '“Nobody”'],
    ['JSON that is none', { segment: 'as_json', definition: '{' }, 'definition', 'not JSON'],
    [
      'a condition that does not exist',
      { segment: 'as_json', definition: '{"version":1,"where":{"all":[{"dit":"order_paid"}]}}' },
      'definition',
      'where.all[0]',
    ],
    [
      'a segment that itself needs something',
      { segment: 'active-in-category', segmentCategory: ' ' },
      'segmentCategory',
      'category',
    ],
  ])('%s is refused with what to do', async (_, values, parameter, named) => {
    const error = failing(await check([{ customerId: 'ann' }], values));
    expect(error).toMatchObject({ message: expect.stringContaining(named), advice: expect.any(String) });
    expect(error.parameter).toBe(parameter);
  });
});
