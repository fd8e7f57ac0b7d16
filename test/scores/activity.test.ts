import fc from 'fast-check';
import { activityScore, decayed, forgottenAfter, pointsOf, usualActivity } from '../../core/scores';
import { DAY } from '../support/clock';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const rule = { halfLifeDays: 30, weights: { product_viewed: 1, order_paid: 10 } };
const doing = (name: string, daysAgo: number, count = 1) => ({ name, at: NOW - daysAgo * DAY, count });

test('points halve with every half-life and add up', () => {
  const score = (...doings: ReturnType<typeof doing>[]) => activityScore(doings, NOW, rule);
  expect(score(doing('order_paid', 0))).toBe(10);
  expect(score(doing('order_paid', 30))).toBe(5);
  expect(score(doing('order_paid', 60), doing('product_viewed', 30, 2))).toBe(3.5);
  expect(score(doing('something_else', 0))).toBe(0);
  expect(score()).toBe(0);
});

test('a day’s events are worth the same, and what is dated ahead is worth all', () => {
  const morning = Date.parse('2026-02-28T00:00:00Z');
  expect(decayed(1, morning, NOW, 30)).toBe(decayed(1, morning + DAY - 1, NOW, 30));
  expect(pointsOf(decayed(3, NOW + 9 * DAY, NOW, 30))).toBe(3);
});

const doings = fc.array(
  fc.record({
    name: fc.constantFrom('product_viewed', 'order_paid', 'cart_updated', 'other'),
    at: fc.integer({ min: NOW - 900 * DAY, max: NOW + DAY }),
    count: fc.integer({ min: 1, max: 9 }),
  }),
);

test('the score is the same in any order, and counted together or one by one', () => {
  fc.assert(
    fc.property(doings, (all) => {
      const score = activityScore(all, NOW);
      expect(activityScore([...all].reverse(), NOW)).toBe(score);
      const spelled = all.flatMap(({ name, at, count }) =>
        Array.from({ length: count }, () => ({ name, at })),
      );
      expect(activityScore(spelled, NOW)).toBe(score);
    }),
  );
});

test('it falls while nothing is done', () => {
  fc.assert(
    fc.property(doings, fc.nat(400), (all, days) => {
      expect(activityScore(all, NOW + days * DAY)).toBeLessThanOrEqual(activityScore(all, NOW));
    }),
  );
});

test('what is forgotten is worth nothing', () => {
  for (const weight of Object.values(usualActivity.weights)) {
    const days = forgottenAfter(weight, 30);
    expect(decayed(weight, NOW - (days + 1) * DAY, NOW, 30)).toBe(0);
    expect(decayed(weight, NOW - (days - 9) * DAY, NOW, 30)).toBeGreaterThan(0);
  }
});
