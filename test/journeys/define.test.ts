import { couponIssue, shopEvent, waitUntilPurchase } from '../../core/steps';
import { defineJourney, type JourneyStep, place } from '../../journeys';
import { layOut } from '../../generate/journeys/layout';

const journeyOf = (steps: Record<string, JourneyStep>) =>
  defineJourney({
    name: 'test',
    title: 'Test',
    summary: 'For a test.',
    toDo: [],
    sections: [{ title: 'All', note: 'All of it.', steps }],
  });

test('a wire from an output that the step does not have is refused', () => {
  const steps = { Start: place(shopEvent, {}, { begun: 'Coupon' }), Coupon: place(couponIssue, {}) };

  expect(() => journeyOf(steps)).toThrow('“Start” has no output “begun”');
});

test('a wire to nowhere is refused', () => {
  expect(() => journeyOf({ Start: place(shopEvent, {}, { started: 'Coupon' }) })).toThrow(
    '“Start” leads to “Coupon”, which does not exist',
  );
});

test('a step that nothing leads to is refused', () => {
  expect(() => journeyOf({ Start: place(shopEvent, {}), Coupon: place(couponIssue, {}) })).toThrow(
    'nothing leads to “Coupon”',
  );
});

test('a value out of its limits is refused', () => {
  const steps = { Start: place(shopEvent, { reEntry: 'after', reEntryDays: 0 }) };

  expect(() => journeyOf(steps)).toThrow('“Days Between” must be >= 1');
});

test('a title used in two sections is refused', () => {
  const steps = { Start: place(shopEvent, {}) };
  const section = { title: 'Once', note: '', steps };

  expect(() =>
    defineJourney({ name: 'test', title: 'Test', summary: '', toDo: [], sections: [section, section] }),
  ).toThrow('two steps have the same title');
});

test('a way back does not move what it leads back to', () => {
  const journey = journeyOf({
    Start: place(shopEvent, {}, { started: 'Wait' }),
    Wait: place(waitUntilPurchase, {}, { timed_out: 'Coupon' }),
    Coupon: place(couponIssue, {}, { issued: 'Wait' }),
  });

  expect(Object.fromEntries(layOut(journey).cells)).toEqual({
    Start: { column: 0, row: 0 },
    Wait: { column: 1, row: 0 },
    Coupon: { column: 2, row: 0 },
  });
});
