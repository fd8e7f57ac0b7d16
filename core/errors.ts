/** Where a mistake lies: the parameter and what to do about it. */
export interface Advice {
  /** What to do next, as a sentence. */
  advice?: string;
  /** The name of the parameter at fault, as in the step's definition. */
  parameter?: string;
}

/** An error about one item or one setting, written for the person at the canvas. */
export class StepError extends Error {
  readonly advice: string | undefined;
  readonly parameter: string | undefined;

  constructor(message: string, { advice, parameter }: Advice = {}) {
    super(message);
    this.name = 'StepError';
    this.advice = advice;
    this.parameter = parameter;
  }
}

export type StoreFault = 'busy' | 'full' | 'read-only' | 'newer' | 'unreachable' | 'failed';

/** The store could not do its work; nothing of the transaction was kept. */
export class StoreError extends Error {
  readonly fault: StoreFault;
  readonly advice: string;

  constructor(fault: StoreFault, message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.fault = fault;
    this.advice = advice;
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
