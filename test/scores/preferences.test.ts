import fc from 'fast-check';
import {
  categoryPreference,
  channelResponse,
  countChannel,
  discountSensitivity,
  HolidayCalendar,
  holidayIn,
  holidayPreference,
  pathsOf,
  priceCutsOf,
  pricePreference,
  shopHolidays,
} from '../../core/scores';
import { DAY } from '../support/clock';

const dayOf = (date: string) => Date.parse(date) / DAY;

describe('category', () => {
  test('a path is a category with those above it', () => {
    expect(pathsOf('electronics > phones >cases')).toEqual([
      'electronics',
      'electronics > phones',
      'electronics > phones > cases',
    ]);
    expect(pathsOf('toys')).toEqual(['toys']);
    expect(pathsOf('')).toEqual([]);
  });

  test('is preferred at each level of the tree, with its share', () => {
    const preference = categoryPreference([
      { category: 'electronics > phones > cases', weight: 5 },
      { category: 'electronics > phones', weight: 1 },
      { category: 'electronics > sound', weight: 2 },
      { category: 'toys', weight: 2 },
    ]);
    expect(preference).toEqual([
      { level: 1, category: 'electronics', share: 0.8 },
      { level: 1, category: 'toys', share: 0.2 },
      { level: 2, category: 'electronics > phones', share: 0.6 },
      { level: 2, category: 'electronics > sound', share: 0.2 },
      { level: 3, category: 'electronics > phones > cases', share: 0.5 },
    ]);
    expect(categoryPreference([])).toEqual([]);
    expect(categoryPreference([{ category: 'a', weight: 0 }])).toEqual([]);
  });

  test('no category has more than the one above it, nor a level more than all', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 });
    const interest = fc.record({
      category: names.map((path) => path.join(' > ')),
      weight: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(interest, { minLength: 1 }), (interests) => {
        const shares = new Map(
          categoryPreference(interests, 1_000).map(({ category, share }) => [category, share]),
        );
        for (const [category, share] of shares) {
          const above = shares.get(pathsOf(category).at(-2) ?? '') ?? 1;
          expect(share).toBeLessThanOrEqual(above + 1e-9);
        }
      }),
    );
  });
});

describe('price band', () => {
  const levels = {
    EUR: { '': { low: 1_000, high: 5_000 }, electronics: { low: 10_000, high: 50_000 } },
  };
  const piece = (price: number, category: string | null, count = 1, currency = 'EUR') => ({
    price,
    category,
    count,
    currency,
  });

  test('cuts are the quartiles of what was paid', () => {
    expect(priceCutsOf([4, 1, 3, 2].map((price) => ({ price, count: 1 })))).toEqual({ low: 1, high: 3 });
    expect(priceCutsOf([{ price: 100, count: 1 }, { price: 900, count: 99 }])).toEqual({ low: 900, high: 900 }); // prettier-ignore
    expect(priceCutsOf([])).toBeUndefined();
  });

  test('a price is judged by its category, else by the one above it, else by all', () => {
    expect(pricePreference([piece(6_000, 'electronics > phones')], levels)).toMatchObject({ band: 'low' });
    expect(pricePreference([piece(6_000, 'toys')], levels)).toMatchObject({ band: 'high' });
    expect(pricePreference([piece(5_000, null)], levels)).toMatchObject({ band: 'middle' });
  });

  test('the band is that of most pieces', () => {
    expect(pricePreference([piece(500, null, 3), piece(9_000, null)], levels)).toEqual({
      band: 'low',
      shares: { low: 0.75, middle: 0, high: 0.25 },
      pieces: 4,
    });
  });

  test('prices that nothing is known of tell nothing', () => {
    expect(pricePreference([piece(500, null, 1, 'JPY')], levels)).toBeUndefined();
    expect(pricePreference([], levels)).toBeUndefined();
  });
});

describe('holidays', () => {
  const named = (name: string) => {
    const found = shopHolidays.find((holiday) => holiday.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };

  test.each([
    ['singles_day', 2025, '2025-11-11'],
    ['black_friday', 2025, '2025-11-28'],
    ['black_friday', 2024, '2024-11-29'],
    ['mothers_day', 2026, '2026-05-10'],
    ['spring_festival', 2024, '2024-02-10'],
    ['spring_festival', 2025, '2025-01-29'],
    ['spring_festival', 2026, '2026-02-17'],
    ['dragon_boat', 2025, '2025-05-31'],
    // 2025 has a second sixth month, 2023 a second second one.
    ['qixi', 2025, '2025-08-29'],
    ['mid_autumn', 2023, '2023-09-29'],
    ['mid_autumn', 2025, '2025-10-06'],
  ])('%s of %i is on %s', (name, year, date) => {
    expect(holidayIn(year, named(name))).toBe(dayOf(date));
  });

  test('a leap month is not the month whose number it bears', () => {
    const sixth = { ...named('qixi'), on: '06-06' };
    expect(holidayIn(2025, sixth)).toBe(dayOf('2025-06-30'));
    expect(holidayIn(2025, { ...sixth, on: '06-31' })).toBeUndefined();
  });

  const calendar = new HolidayCalendar();

  test('somebody who buys for holidays is told from somebody who does not', () => {
    const festive = ['2024-11-10', '2025-11-11', '2024-11-08', '2025-02-12'].map(dayOf);
    const preference = holidayPreference(festive, calendar);
    expect(preference?.holidays[0]).toMatchObject({ holiday: 'singles_day', orders: 3 });
    expect(preference?.holidays[0]?.lift).toBeGreaterThan(10);
    expect(preference?.near.orders).toBe(4);
    const everyday = ['2024-04-10', '2025-04-12', '2024-08-25', '2025-09-01'].map(dayOf);
    const none = holidayPreference(everyday, calendar);
    expect(none).toMatchObject({ near: { orders: 0 }, holidays: [] });
    expect(none?.near.lift).toBeLessThan(1);
    expect(holidayPreference([], calendar)).toBeUndefined();
  });

  test('who buys every day has no preference', () => {
    const days = Array.from({ length: 365 }, (_, i) => dayOf('2025-01-01') + i);
    expect(holidayPreference(days, calendar)?.near.lift).toBeCloseTo(1, 9);
  });

  test('New Year is near in December', () => {
    expect(holidayPreference([dayOf('2025-12-28')], calendar)?.holidays).toMatchObject([
      { holiday: 'new_year', orders: 1 },
    ]);
  });
});

describe('discounts', () => {
  const base = { orders: 998, withCoupon: 199 };

  test('start from the base and end at the person', () => {
    expect(discountSensitivity({ orders: 0, withCoupon: 0 }, base)).toMatchObject({ share: 0.2, lift: 1 });
    expect(discountSensitivity({ orders: 1, withCoupon: 1 }, base).share).toBeCloseTo(0.36, 9);
    expect(discountSensitivity({ orders: 96, withCoupon: 96 }, base).lift).toBeGreaterThan(4.8);
    expect(discountSensitivity({ orders: 96, withCoupon: 0 }, base).lift).toBeLessThan(0.05);
  });

  test('need no base', () => {
    const { share, lift } = discountSensitivity({ orders: 3, withCoupon: 3 }, { orders: 0, withCoupon: 0 });
    expect(share).toBeGreaterThan(0.5);
    expect(Number.isFinite(lift)).toBe(true);
  });
});

describe('channels', () => {
  const NOW = Date.parse('2026-03-02T09:00:00Z');
  const base = { sent: 998, answered: 99, bought: 19 };

  test('a message counts as answered, or bought after, within a week', () => {
    const sent = [0, 10, 20].map((days) => NOW + days * DAY);
    const week = 7 * DAY;
    expect(countChannel(sent, [NOW + week], [])).toEqual({ sent: 3, answered: 0, bought: 0 });
    expect(countChannel(sent, [NOW + week - 1, NOW + 1], [NOW, NOW + 20 * DAY])).toEqual({
      sent: 3,
      answered: 1,
      bought: 2,
    });
    expect(countChannel([], [NOW], [NOW])).toEqual({ sent: 0, answered: 0, bought: 0 });
  });

  test('start from everybody’s response and end at the person’s', () => {
    const silent = channelResponse({ sent: 0, answered: 0, bought: 0 }, base);
    expect(silent.answers).toBeCloseTo(0.1, 9);
    expect(silent.buys).toBeCloseTo(0.02, 9);
    expect(channelResponse({ sent: 90, answered: 45, bought: 9 }, base).answers).toBeCloseTo(0.46, 9);
  });

  test('who never answered rests, but not after a few messages', () => {
    const rested = (sent: number, answered: number) =>
      channelResponse({ sent, answered, bought: 0 }, base).rested;
    expect([rested(4, 0), rested(5, 0), rested(50, 1)]).toEqual([false, true, false]);
  });
});
