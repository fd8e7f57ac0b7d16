/** A day in milliseconds. */
export const DAY = 86_400_000;

/** The number of the UTC day that an instant (ms UTC) lies in. */
export const dayOf = (instant: number): number => Math.floor(instant / DAY);

/** The start (ms UTC) of the UTC day that an instant lies in. */
export const dayStart = (instant: number): number => dayOf(instant) * DAY;
