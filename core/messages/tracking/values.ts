import type { Tracked } from './html';

/** What a step says of tracking. */
export interface TrackingValues {
  trackOpens: boolean;
  trackClicks: boolean;
}

export const trackedOf = ({ trackOpens, trackClicks }: TrackingValues): Tracked => ({
  opens: trackOpens,
  clicks: trackClicks,
});
