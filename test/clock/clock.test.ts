import fc from 'fast-check';
import { contactClock } from '../../core/clock';
import { TestClock } from '../support/clock';

const SINCE = Date.parse('2026-03-02T09:00:00Z');
const MONTH = 30 * 86_400_000;
const IN_A_MINUTE = MONTH / 60_000;

test('an ordinary person’s time is the wall’s', () => {
  const wall = new TestClock(SINCE);
  const clock = contactClock(wall, { rehearsalSince: null, rehearsalSpeed: null });
  wall.advance(5);
  expect([clock.now(), clock.at(7), clock.wallAt(9), clock.rehearsing]).toEqual([SINCE + 5, 7, 9, false]);
});

test('a rehearsal runs from its start: a month in a minute', () => {
  const wall = new TestClock(SINCE);
  const clock = contactClock(wall, { rehearsalSince: SINCE, rehearsalSpeed: IN_A_MINUTE });
  expect([clock.now(), clock.rehearsing]).toEqual([SINCE, true]);
  wall.advance(60_000);
  expect(clock.now()).toBe(SINCE + MONTH);
  expect(clock.at(SINCE - 1_000)).toBe(SINCE - 1_000);
  expect(clock.wallAt(SINCE - 1_000)).toBe(SINCE - 1_000);
});

test('at the wall instant that is given for an instant, that instant is reached, and not a millisecond before', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10 * MONTH }),
      fc.constantFrom(1, 720, 4_320, IN_A_MINUTE),
      (span, speed) => {
        const clock = contactClock(new TestClock(SINCE), { rehearsalSince: SINCE, rehearsalSpeed: speed });
        const instant = SINCE + span;
        const wall = clock.wallAt(instant);
        expect(Number.isSafeInteger(wall)).toBe(true);
        expect(clock.at(wall)).toBeGreaterThanOrEqual(instant);
        expect(wall === SINCE || clock.at(wall - 1) < instant).toBe(true);
      },
    ),
  );
});

test('time never runs backwards', () => {
  const clock = contactClock(new TestClock(), { rehearsalSince: SINCE, rehearsalSpeed: IN_A_MINUTE });
  fc.assert(
    fc.property(fc.integer({ min: -1_000, max: 1_000_000 }), fc.nat(1_000), (offset, later) => {
      expect(clock.at(SINCE + offset + later)).toBeGreaterThanOrEqual(clock.at(SINCE + offset));
    }),
  );
});
