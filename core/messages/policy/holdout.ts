import { hash } from 'node:crypto';

const PARTS = 10_000;

/** Whether somebody is one of the `percent` (0 to 100) of people who get no marketing: always the same ones. */
export function isHeldOut(contact: number, percent: number): boolean {
  if (percent <= 0) return false;
  const digest = hash('sha256', `holdout ${contact}`);
  return Number.parseInt(digest.slice(0, 8), 16) % PARTS < percent * (PARTS / 100);
}
