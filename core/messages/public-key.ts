import { hash } from 'node:crypto';
import type { MessageKey } from './ledger';

/** The key of a message as providers see it. With the start of the passage, two stores hardly ever give out the same. */
export function publicKey({ enrolment, step, leg, channel }: MessageKey, startedAt: number): string {
  return hash('sha256', JSON.stringify([enrolment, startedAt, step, leg, channel])).slice(0, 32);
}
