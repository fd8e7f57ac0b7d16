import { hash } from 'node:crypto';

const PARTS = 10_000;

/** Whether somebody is one of the `percent` (0 to 100) of people who get no marketing: always the same ones. */
export function isHeldOut(contact: number, percent: number): boolean {
  if (percent <= 0) return false;
  const digest = hash('sha256', `holdout ${contact}`, 'buffer');
  return digest.readUInt32BE(0) % PARTS < percent * (PARTS / 100);
}
