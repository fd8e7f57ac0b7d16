import fc from 'fast-check';
import { eventNames } from '../../core/ingest';
import { TestClock } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { contentOf, Shop } from './shop';

/** Any text: every script, control characters, halves of surrogate pairs. */
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
);
const oddText = fc.constantFrom(
  '\0',
  'a\0b',
  '\ud800',
  'ann',
  "'; drop table contact; --",
  '__proto__',
  '{NULL}',
  '\\',
  '',
);
const scalar = fc.oneof(oddText, anyText, fc.integer(), fc.double(), fc.constant(null), fc.boolean());
const mostlyGood = <T>(good: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: fc.jsonValue() });
const maybe = { requiredKeys: [] };

const customer = fc.record(
  {
    id: scalar,
    email: fc.oneof(scalar, fc.emailAddress()),
    phone: scalar,
    firstName: scalar,
    locale: scalar,
    timeZone: fc.constantFrom('Europe/Berlin', 'UTC', ''),
  },
  maybe,
);
const order = fc.record(
  {
    id: mostlyGood(scalar),
    amount: scalar,
    currency: fc.constantFrom('EUR', 'JPY', 'eur', 'XX'),
    couponCodes: fc.array(scalar),
    items: fc.array(fc.record({ category: scalar })),
  },
  { requiredKeys: ['id'] },
);
const event = fc.record({
  id: mostlyGood(anyText),
  type: mostlyGood(fc.constantFrom(...eventNames.map(({ value }) => value))),
  timestamp: mostlyGood(
    fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') })
      .map((date) => date.toISOString()),
  ),
  data: mostlyGood(
    fc.record(
      {
        customer: mostlyGood(customer),
        order: mostlyGood(order),
        cart: fc.record({ items: scalar }),
        product: fc.record({ id: scalar, category: scalar }),
      },
      maybe,
    ),
  ),
});
const tame = fc.record({
  id: fc.oneof(anyText, oddText),
  type: fc.constantFrom('customer_registered', 'order_paid', 'product_viewed'),
  timestamp: fc.constant('2026-03-02T09:00:00Z'),
  data: fc.record(
    {
      customer: fc.record({ id: fc.oneof(oddText, anyText), firstName: anyText, locale: anyText }),
      order: fc.record({
        id: fc.oneof(oddText, anyText),
        couponCodes: fc.array(anyText),
        items: fc.array(fc.record({ category: anyText })),
      }),
    },
    { requiredKeys: ['customer'] },
  ),
});

describeOnStores('Whatever a shop signs', (store) => {
  test('is taken in whole or refused whole, and never breaks the trigger', async () => {
    const shop = new Shop(store(), new TestClock());
    const body = fc.oneof(
      fc.array(tame, { minLength: 1, maxLength: 4 }).map((events) => ({ events })),
      tame,
      event,
      fc.array(event, { maxLength: 3 }).map((events) => ({ events })),
      fc.jsonValue(),
      anyText,
    );
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(body, async (content) => {
        const before = await contentOf(store());
        const answer = await shop.send(content);
        const after = await contentOf(store());
        if (answer.status === 200) {
          taken += 1;
          expect(after['event']).toHaveLength((before['event']?.length ?? 0) + Number(answer.body['taken']));
          const events =
            typeof content === 'object' && content !== null && 'events' in content
              ? content.events
              : [content];
          expect(events).toHaveLength(Number(answer.body['taken']) + Number(answer.body['duplicates']));
        } else {
          expect(answer).toEqual({ status: 400, body: { error: expect.any(String) } });
          expect(after).toEqual(before);
        }
      }),
      { numRuns: 150 },
    );
    expect(taken).toBeGreaterThan(10);
  });
});
