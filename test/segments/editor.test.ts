import fc from 'fast-check';
import { type ConditionRow, definitionOf } from '../../core/segments';
import { checkDefinition } from '../../core/segments/definition';
import { type JsonObject, lifecycleSegment, stepValues } from '../../core/steps';

const { conditions: rows } = lifecycleSegment.parameters;
const { columns } = rows;
const parameters = { rows };

/** Rows as a host hands them over: a cell that is left out has its default. */
function rowsOf(...given: JsonObject[]): ConditionRow[] {
  return stepValues(parameters, { rows: given }).rows;
}

const built = (...given: JsonObject[]) =>
  definitionOf({ match: 'all', conditions: rowsOf(...given), timeZone: 'UTC' });

const where = (row: JsonObject) => {
  const { where: condition } = checkDefinition(built(row));
  return 'all' in condition ? condition.all[0] : condition;
};

test.each<[string, JsonObject, unknown]>([
  ['a stage', { what: 'stage', stage: 'cart' }, { stage: ['cart'] }],
  ['something done', { what: 'did', event: 'product_viewed' }, { did: 'product_viewed' }],
  [
    'something done often, lately, in a category',
    { what: 'did', event: 'order_paid', number: 3, when: 'last', days: 90, category: ' Audio > Earphones ' },
    {
      did: 'order_paid',
      times: { atLeast: 3 },
      when: { last: { days: 90 } },
      where: { category: { under: 'Audio > Earphones' } },
    },
  ],
  [
    'what only this shop knows',
    { what: 'did', event: 'own', ownEvent: 'quiz_finished', comparison: 'exactly', number: 1 },
    { did: 'quiz_finished', times: { exactly: 1 } },
  ],
  [
    'an SMS followed',
    { what: 'did', event: 'message_clicked', messageChannel: 'sms', when: 'month' },
    { did: 'message_clicked', when: { this: 'month' }, where: { channel: { is: 'sms' } } },
  ],
  [
    'something not done between dates',
    {
      what: 'did_not',
      event: 'order_placed',
      when: 'between',
      from: '2026-01-01',
      until: '2026-07-01',
      product: 'P1',
    },
    {
      didNot: 'order_placed',
      when: { from: '2026-01-01', until: '2026-07-01' },
      where: { product: { is: 'P1' } },
    },
  ],
  [
    'orders',
    { what: 'orders', comparison: 'exactly', number: 2, when: 'year' },
    { orders: 'count', when: { this: 'year' }, is: { atLeast: 2, atMost: 2 } },
  ],
  [
    'money spent, as people write it',
    { what: 'spent', amount: '49.90', currency: 'eur' },
    { orders: 'sum', currency: 'EUR', is: { atLeast: 4990 } },
  ],
  [
    'money without minor units',
    { what: 'spent', comparison: 'at_most', amount: '1200', currency: 'JPY' },
    { orders: 'sum', currency: 'JPY', is: { atMost: 1200 } },
  ],
  [
    'the last order',
    { what: 'last_order', when: 'before', days: 90 },
    { last: 'order_paid', is: { olderThan: { days: 90 } } },
  ],
  ['the first order', { what: 'first_order', when: 'week' }, { first: 'order_paid', is: { this: 'week' } }],
  ['any order', { what: 'last_order' }, { did: 'order_paid' }],
  [
    'a field of the profile',
    { what: 'attribute', field: 'locale', test: 'starts_with', value: 'de' },
    { attribute: 'locale', is: { startsWith: 'de' } },
  ],
  [
    'a field that is not known',
    { what: 'attribute', field: 'birthday', test: 'unknown' },
    { attribute: 'birthday', is: { exists: false } },
  ],
  ['a tag', { what: 'tag', name: 'vip' }, { tag: 'vip' }],
  [
    'consent',
    { what: 'consent', channel: 'sms', consent: 'withdrawn' },
    { consent: 'sms', state: 'withdrawn' },
  ],
  ['a channel', { what: 'reachable', channel: 'email' }, { reachable: 'email' }],
  ['a coupon', { what: 'coupon', purpose: 'welcome' }, { coupon: 'unused', purpose: 'welcome' }],
  [
    'a coupon that expires',
    { what: 'coupon', coupon: 'expiring', expiresIn: 3 },
    { coupon: 'expiring', within: { days: 3 } },
  ],
  ['a score', { what: 'rfm', score: 'monetary', number: 4 }, { rfm: { monetary: { atLeast: 4 } } }],
  ['a tier', { what: 'tier', tier: 'at_risk' }, { rfm: { tier: ['at_risk'] } }],
  ['another segment', { what: 'member', name: 'VIP' }, { memberOf: 'VIP' }],
  ['not another segment', { what: 'not_member', name: 'VIP' }, { none: [{ memberOf: 'VIP' }] }],
])('a row about %s stands for a condition of the language', (_, row, condition) => {
  expect(where(row)).toEqual(condition);
});

test('conditions are joined as asked, in the order of the rows, in the shop’s zone', () => {
  const conditions = rowsOf({ what: 'tag', name: 'vip' }, { what: 'reachable', channel: 'sms' });
  const definition = definitionOf({ match: 'any', conditions, timeZone: 'Asia/Shanghai' });
  expect(checkDefinition(definition)).toEqual({
    version: 1,
    timeZone: 'Asia/Shanghai',
    where: { any: [{ tag: 'vip' }, { reachable: 'sms' }] },
  });
});

const text = fc.constantFrom('vip', ' Audio ', '49.90', '2026-01-01', 'quiz_finished');

const cell = (column: (typeof columns)[keyof typeof columns]): fc.Arbitrary<string | number> => {
  if (column.type === 'choice') return fc.constantFrom(...column.options.map(({ value }) => value));
  return column.type === 'number' ? fc.integer({ min: 1, max: 5 }) : text;
};

test('whatever stands in cells that a condition does not show, it stands for a definition that is taken', () => {
  const dates = { from: fc.constant('2026-01-01'), until: fc.constant('2026-02-01') };
  const cells = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, cell(column)]));
  const fitting = {
    ...cells,
    ...dates,
    amount: fc.constant('49.90'),
    currency: fc.constant('EUR'),
    ownEvent: fc.constant('quiz_finished'),
    category: fc.constant('Audio'),
  };
  fc.assert(
    fc.property(fc.array(fc.record(fitting), { minLength: 1, maxLength: 5 }), (given) => {
      const definition = built(...given);
      expect(checkDefinition(definition)).toEqual(definition);
      expect(built(...given)).toEqual(definition);
    }),
  );
});

test.each<[string, JsonObject, string]>([
  ['no tag', { what: 'tag' }, '“Name”'],
  ['an event without a name', { what: 'did', event: 'own' }, '“Event Name”'],
  ['no value', { what: 'attribute', field: 'locale' }, '“Value”'],
  ['no dates', { what: 'did', when: 'between' }, 'dates'],
  ['no currency', { what: 'spent', amount: '5', currency: 'Euro' }, '“EURO”'],
  ['more places than the currency has', { what: 'spent', amount: '5.001', currency: 'EUR' }, '“5.001”'],
  ['no amount', { what: 'spent', currency: 'EUR' }, '“”'],
  ['a score that is none', { what: 'rfm', number: 6 }, '6'],
])('a row with %s is refused by its number, with what to do', (_, row, named) => {
  const complaint = expect.objectContaining({
    name: 'StepError',
    message: expect.stringMatching(new RegExp(`^Condition 2 .*${named}`)),
    parameter: 'conditions',
    advice: expect.any(String),
  }) as Error;
  expect(() => built({ what: 'tag', name: 'vip' }, row)).toThrow(complaint);
});

test('no condition is not everybody', () => {
  expect(() => built()).toThrow('no condition');
});

test('a cell of the wrong kind is refused by its row and its label', () => {
  expect(() => rowsOf({ what: 'tag', name: 'a' }, { what: 'did', number: -1 })).toThrow(
    '“Conditions”, row 2, “Number” must be >= 0; it is -1.',
  );
});
