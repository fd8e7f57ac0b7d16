import { defineSegment } from '../../core/segments/membership';
import { lifecycleSegment, outputsOf, stepValues } from '../../core/steps';
import { DAY, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { failing, leaving, runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';

const order = (id: string) => ({ data: { order: { id, amount: 1000, currency: 'EUR' } } });

describeOnStores('Lifecycle Segment', (store) => {
  let clock: TestClock;

  beforeEach(() => {
    clock = new TestClock();
  });

  const route = (items: Record<string, unknown>[], values = {}) =>
    runStep(lifecycleSegment, values, contextOf(store(), clock), items);
  const outputs = async (people: string[], values = {}) =>
    (
      await route(
        people.map((customerId) => ({ customerId })),
        values,
      )
    ).map((outcome) => ('error' in outcome ? outcome.error.message : outcome.output));

  test('routes everybody by what they did, all in one batch', async () => {
    await take(store(), clock, 'order_paid', 'lapsed', order('o1'));
    clock.advance(90 * DAY);
    await take(store(), clock, 'customer_registered', 'new');
    await take(store(), clock, 'cart_updated', 'carter', { data: { cart: { items: 2 } } });
    await take(store(), clock, 'order_placed', 'placer', order('o2'));
    await take(store(), clock, 'order_paid', 'buyer', order('o3'));
    await take(store(), clock, 'order_paid', 'fan', order('o4'));
    await take(store(), clock, 'order_paid', 'fan', order('o5'));
    await take(store(), clock, 'product_viewed', 'looker');
    const people = ['fan', 'buyer', 'lapsed', 'placer', 'carter', 'new', 'looker', 'unknown'];
    expect(await outputs(people)).toEqual([
      'repeat',
      'one_order',
      'lapsed',
      'order_unpaid',
      'cart',
      'registered',
      'other',
      'other',
    ]);
    expect(await outputs(people, { lapsedAfter: 91 })).toEqual(
      expect.arrayContaining(['one_order', 'one_order']),
    );
  });

  test('stages that were not picked leave by Other, in the order of the canvas', async () => {
    await take(store(), clock, 'customer_registered', 'new');
    await take(store(), clock, 'order_paid', 'buyer', order('o1'));
    const picked = stepValues(lifecycleSegment.parameters, { stages: ['repeat', 'registered'] });
    expect(await outputs(['new', 'buyer'], picked)).toEqual(['registered', 'other']);
    expect(outputsOf(lifecycleSegment, picked).map(({ name }) => name)).toEqual([
      'registered',
      'repeat',
      'other',
    ]);
  });

  test('the stage follows at once: an order paid, then given back', async () => {
    await take(store(), clock, 'customer_registered', 'ann');
    await take(store(), clock, 'order_paid', 'ann', order('o1'));
    expect(await outputs(['ann'])).toEqual(['one_order']);
    await take(store(), clock, 'order_refunded', 'ann', { data: { order: { id: 'o1', refunded: 1000 } } });
    expect(await outputs(['ann'])).toEqual(['registered']);
  });

  test('adds the stage and leaves the rest of the item as it was', async () => {
    await take(store(), clock, 'customer_registered', 'ann');
    const { json } = leaving(
      await route([{ customerId: 'ann', colour: 'red', contact: { firstName: 'Ann' } }]),
    );
    expect(json).toEqual({
      customerId: 'ann',
      colour: 'red',
      contact: { firstName: 'Ann', id: 1, stage: 'registered' },
    });
  });

  test('somebody unknown becomes known, with no stage', async () => {
    const { output, json } = leaving(await route([{ email: 'New@Example.com' }]));
    expect({ output, contact: json['contact'] }).toEqual({
      output: 'other',
      contact: { id: 1, stage: null },
    });
    expect(leaving(await route([{ email: 'new@example.com' }])).json['contact']).toEqual({
      id: 1,
      stage: null,
    });
  });

  test.each([
    ['an e-mail address', { email: 'ann@example.com' }, ''],
    ['a phone number', { phone: '+49 30 1234567' }, ''],
    ['an address in contact', { contact: { email: 'ann@example.com' } }, ''],
    ['a customer id that is a number', { customerId: 7 }, ''],
    ['what the parameter says', {}, 'ann@example.com'],
    ['a customer id in the parameter', {}, '7'],
  ])('finds the person by %s', async (_, item, contact) => {
    await take(store(), clock, 'customer_registered', ['7', 'ann@example.com']);
    await store().write((work) =>
      work.insertInto('identity').values({ kind: 'phone', value: '+49301234567', contact_id: 1 }).execute(),
    );
    expect(leaving(await route([item], { contact })).output).toBe('registered');
  });

  test.each([
    ['nothing', {}, ''],
    ['an address that is none', { email: 'not an address' }, ''],
    ['a number without its country code', { phone: '030 1234567' }, ''],
    ['blanks', { customerId: '  ' }, ''],
    ['an object where text belongs', { email: { a: 1 } }, ''],
    ['a parameter that is neither', { email: 'ann@example.com' }, '+12'],
  ])(
    'an item with %s names nobody: an error that says what to do, and the others go on',
    async (_, item, contact) => {
      const outcomes = await route([item], { contact });
      expect(failing(outcomes)).toMatchObject({
        name: 'StepError',
        parameter: 'contact',
        advice: expect.any(String),
      });
      expect(await outputs(['ann'])).toEqual(['other']);
    },
  );

  test('characters that no database keeps make nobody fail', async () => {
    expect(await outputs(['a\0', '\ud800', 'a', 'ann'])).toEqual(['other', 'other', 'other', 'other']);
    expect(await outputs(['a\0', '\ud800'])).toEqual(['other', 'other']);
  });

  describe('by the four groups', () => {
    const by = { by: 'groups' };

    test('everybody who registered or bought is in one of them', async () => {
      await take(store(), clock, 'customer_registered', 'dormant');
      clock.advance(60 * DAY);
      for (const [who, id] of [
        ['returning', 'r1'],
        ['returning', 'r2'],
      ] as const)
        await take(store(), clock, 'order_paid', who, order(id));
      clock.advance(31 * DAY);
      for (const id of ['a1', 'a2']) await take(store(), clock, 'order_paid', 'active', order(id));
      await take(store(), clock, 'customer_registered', 'new');
      await take(store(), clock, 'product_viewed', 'looker');
      const people = ['new', 'returning', 'active', 'dormant', 'looker'];
      const groups = ['new', 'returning', 'active-returning', 'dormant', 'other'];
      expect(await outputs(people, by)).toEqual(groups);
      expect(await outputs(people, { ...by, groups: ['dormant'] })).toEqual([
        'other',
        'other',
        'other',
        'dormant',
        'other',
      ]);
    });

    test('the item says in which', async () => {
      await take(store(), clock, 'customer_registered', 'ann');
      const { json } = leaving(await route([{ customerId: 'ann', colour: 'red' }], by));
      expect(json).toEqual({
        customerId: 'ann',
        colour: 'red',
        contact: { id: 1 },
        segment: { name: 'new' },
      });
    });
  });

  describe('by segments', () => {
    const bought = JSON.stringify({ version: 1, where: { did: 'order_paid' } });
    const named = (segment: string) => ({ output: `At ${segment}`, segment });
    const written = (definition: string) => ({ output: 'Written', from: 'as_json', definition });
    const bySegments = (values: object) => ({ by: 'segments', ...values });

    beforeEach(async () => {
      await take(store(), clock, 'order_paid', 'buyer', order('o1'));
      await take(store(), clock, 'customer_registered', 'member');
      await defineSegment(store(), clock, 'VIP', { version: 1, where: { memberOf: 'one-order' } });
    });

    test('ready-made ones first, then own ones by name and as JSON, in the order of the outputs', async () => {
      const values = bySegments({
        readyMade: ['loyalty', 'never-bought'],
        ownSegments: [named('VIP'), written(bought)],
      });
      expect(await outputs(['buyer', 'member', 'stranger'], values)).toEqual([
        'ownSegments.1',
        'never-bought',
        'other',
      ]);
      const swapped = bySegments({ ownSegments: [written(bought), named('VIP')] });
      expect(await outputs(['buyer'], swapped)).toEqual(['ownSegments.1']);
    });

    test('the first match decides, whatever the order in which they were picked', async () => {
      const picked = ['buyers-360-days', 'purchase', 'new'];
      for (const readyMade of [picked, picked.toReversed()])
        expect(await outputs(['buyer'], bySegments({ readyMade }))).toEqual(['new']);
    });

    test('or each match does', async () => {
      const values = bySegments({
        readyMade: ['purchase'],
        ownSegments: [named('VIP')],
        everyMatch: true,
      });
      const outcomes = await route([{ customerId: 'buyer' }, { customerId: 'member' }], values);
      expect(outcomes).toMatchObject([
        { item: 0, output: 'purchase', json: { segment: { name: 'purchase' } } },
        { item: 0, output: 'ownSegments.1', json: { segment: { name: 'VIP' } } },
        { item: 1, output: 'other' },
      ]);
    });

    test('in the contact’s own time', async () => {
      await take(store(), clock, 'order_paid', 'tester', { ...order('t1'), speed: 43_200 });
      const values = bySegments({ readyMade: ['lapsed-1-month'] });
      expect(await outputs(['tester'], values)).toEqual(['other']);
      clock.advance((30 * DAY) / 43_200);
      expect(await outputs(['tester', 'buyer'], values)).toEqual(['lapsed-1-month', 'other']);
    });

    test.each([
      ['a name that nobody saved', named('Nobody'), '“Nobody”'],
      ['JSON that is none', written('{'), 'not JSON'],
      ['a condition that is wrong', written('{"version":1,"where":{"all":[{"did":5}]}}'), 'where.all[0].did'],
    ])('an own one with %s fails with its number', async (_, row, what) => {
      const error = failing(await route([{ customerId: 'buyer' }], bySegments({ ownSegments: [row] })));
      expect(error).toMatchObject({
        message: expect.stringMatching(/^Own segment 1: /),
        parameter: 'ownSegments',
        advice: expect.any(String),
      });
      expect(error.message).toContain(what);
    });
  });

  test('rehearsal ages people in their own time', async () => {
    await take(store(), clock, 'order_paid', 'ann', { ...order('o1'), speed: 43_200 });
    clock.advance((90 * DAY) / 43_200 - 1);
    expect(await outputs(['ann'])).toEqual(['one_order']);
    clock.advance(1);
    expect(await outputs(['ann'])).toEqual(['lapsed']);
  });
});
