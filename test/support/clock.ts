import type { Clock } from '../../core/clock';

export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** A wall clock that stands still until told otherwise. */
export class TestClock implements Clock {
  constructor(public instant = Date.parse('2026-03-02T09:00:00Z')) {}

  now(): number {
    return this.instant;
  }

  advance(ms: number): void {
    this.instant += ms;
  }
}

/** What fake timers leave alone, so that a test moves timeouts and intervals and nothing else. */
export const everythingButTimers = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
] as const;

/** The same, where intervals alone are moved. */
export const everythingButIntervals = [...everythingButTimers, 'setTimeout', 'clearTimeout'] as const;
