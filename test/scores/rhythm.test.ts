import { overdueBy, rhythmOf } from '../../core/scores';

const monthly = rhythmOf([
  { days: 20, count: 40 },
  { days: 30, count: 100 },
  { days: 45, count: 40 },
]);

test('the rhythm of a base is that of its gaps, however they are counted', () => {
  expect(monthly).toMatchObject({ gaps: 180 });
  expect(Math.exp(monthly?.mean ?? 0)).toBeCloseTo(30, 0);
  const spelled = rhythmOf([...Array<number>(3).fill(7), 90].map((days) => ({ days, count: 1 })));
  expect(rhythmOf([{ days: 7, count: 3 }, { days: 90, count: 1 }])).toEqual(spelled); // prettier-ignore
  expect(rhythmOf([{ days: 7, count: 1 }])).toBeUndefined();
});

test('a newcomer has the others’ threshold', () => {
  const newcomer = overdueBy([100], monthly, 130);
  expect(newcomer).toMatchObject({ days: 30, overdue: false });
  expect(newcomer?.usual).toBeCloseTo(30, 0);
  expect(newcomer?.threshold).toBeGreaterThan(40);
  expect(newcomer?.threshold).toBeLessThan(60);
  expect(overdueBy([100], monthly, 161)).toMatchObject({ days: 61, overdue: true });
});

test('regulars have their own: the weekly buyer is overdue when the yearly one is not', () => {
  const every = (days: number) => Array.from({ length: 12 }, (_, i) => i * days);
  const weekly = overdueBy(every(7), monthly, 11 * 7 + 40);
  const yearly = overdueBy(every(365), monthly, 11 * 365 + 40);
  expect(weekly).toMatchObject({ days: 40, overdue: true });
  expect(yearly).toMatchObject({ days: 40, overdue: false });
  expect(weekly?.threshold).toBeLessThan(30);
  expect(yearly?.threshold).toBeGreaterThan(300);
});

test('without others, two gaps of one’s own are enough, and fewer tell nothing', () => {
  expect(overdueBy([0, 10, 20], undefined, 23)).toMatchObject({ days: 3, overdue: false });
  expect(overdueBy([0, 10, 20], undefined, 40)).toMatchObject({ days: 20, overdue: true });
  expect(overdueBy([0, 10], undefined, 400)).toBeUndefined();
  expect(overdueBy([], monthly, 400)).toBeUndefined();
});

test('a purchase dated ahead of the clock is no time away', () => {
  expect(overdueBy([100], monthly, 99)).toMatchObject({ days: 0, overdue: false });
});
