import { StepError } from '../../errors';

/**
 * `refused`: the shop said no, and nothing was done. `busy`: it could not now, and nothing was done. `unknown`: no
 * answer came, so it may have been done. `away`: the shop was not reached, and nothing was done.
 */
export type ShopFault = 'refused' | 'busy' | 'unknown' | 'away';

/** The shop did not do what it was asked for. Its message is for the person at the canvas, without secrets. */
export class ShopError extends StepError {
  readonly fault: ShopFault;
  /** Milliseconds after which it may be asked again, where the shop says so. */
  readonly retryAfter: number | undefined;

  constructor(
    fault: ShopFault,
    message: string,
    { advice, retryAfter }: { advice?: string; retryAfter?: number | undefined } = {},
  ) {
    super(message, advice === undefined ? {} : { advice });
    this.name = 'ShopError';
    this.fault = fault;
    this.retryAfter = retryAfter;
  }
}
