import { StepError } from '../../errors';
import type { Result } from '../channel';
import { SmppError, type SubmitAnswer } from './session';

/** Statuses of limits and faults that pass: SMPP 3.4, 5.1.3. */
const PASSING = new Set([
  0x04, // ESME_RINVBNDSTS: not bound any more
  0x05, // ESME_RALYBND: bound already, by another process
  0x08, // ESME_RSYSERR
  0x14, // ESME_RMSGQFUL
  0x58, // ESME_RTHROTTLED
  0x64, // ESME_RX_T_APPN
]);

/** Statuses of accounts that are bound as often as they may be: ESME_RALYBND and ESME_RBINDFAIL. */
const BOUND_ENOUGH = new Set([0x05, 0x0d]);

/** ESME_RINVDSTADR */
const NO_SUCH_NUMBER = 0x0b;

/** What the answer to a message means. */
export function judgeSubmit({ status, id }: SubmitAnswer): Result {
  return status === 0 ? { state: 'sent', providerId: id } : judgeStatus(status);
}

/** What became of a message to which no answer came, or which found no bind. Throws what is another error. */
export function judgeFailure(error: unknown): Result {
  if (!(error instanceof SmppError)) throw error;
  const { sent, status, message: detail } = error;
  if (status !== undefined) return judgeStatus(status);
  return sent ? { state: 'unknown', detail } : { state: 'failed', reason: 'temporary', detail };
}

function judgeStatus(status: number): Result {
  const detail = statusText(status);
  if (PASSING.has(status)) return { state: 'failed', reason: 'temporary', detail };
  return {
    state: 'failed',
    reason: 'refused',
    detail,
    ...(status === NO_SUCH_NUMBER && { address: 'gone' }),
  };
}

/** A status as message centres' manuals list them. */
export const statusText = (status: number): string =>
  `SMPP status 0x${status.toString(16).toUpperCase().padStart(8, '0')}`;

/** That a message centre was not reached or let nobody in, as `StepError`. Throws what is another error. */
export function refusal(error: unknown): StepError {
  if (!(error instanceof SmppError)) throw error;
  const { status, message } = error;
  const said = status === undefined ? message : statusText(status);
  return new StepError(`The message centre did not accept the account: ${said}.`, {
    advice:
      status !== undefined && BOUND_ENOUGH.has(status)
        ? 'Ask your provider how often and as what the account may bind: sending and listening need a bind each.'
        : 'Check host, port, TLS, system ID and password.',
  });
}
