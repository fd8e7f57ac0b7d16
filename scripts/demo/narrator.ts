import type { ReportedPassage } from '../../core/report';

const reasons: Record<string, string> = { no_address: 'no address to write to' };

/** Tells what is new in a report since the last one, a sentence for each thing. */
export class Narrator {
  readonly #told = new Set<string>();
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  tell(passages: readonly ReportedPassage[]): void {
    for (const passage of passages) {
      const { enrolment, name, stage, coupon, messages, purchaseDay, exit } = passage;
      this.#once(`${enrolment} enrolled`, 0, name, `enters the journey as ${stage ?? 'a stranger'}`);
      if (coupon) this.#once(`${enrolment} coupon`, 0, name, `gets the coupon ${coupon}`);
      for (const message of messages) this.#message(enrolment, name, message);
      if (purchaseDay !== null) this.#once(`${enrolment} purchase`, purchaseDay, name, 'buys');
      if (exit)
        this.#once(
          `${enrolment} exit`,
          undefined,
          name,
          exit === 'purchased' ? 'leaves the journey as a customer' : 'leaves at the end of the journey',
        );
    }
  }

  #message(
    enrolment: number,
    name: string,
    { step, state, reason, subject, day }: ReportedPassage['messages'][number],
  ): void {
    const what = subject ? `“${subject}”` : step;
    const told =
      state === 'sent'
        ? `is sent ${what}`
        : `is not sent ${what}: ${reasons[reason ?? ''] ?? reason ?? state}`;
    this.#once(`${enrolment} ${step}`, day, name, told);
  }

  #once(key: string, day: number | undefined, name: string, what: string): void {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const when = day === undefined ? '' : `day ${day.toFixed(1)}`;
    this.#say(`  ${when.padStart(8)}  ${name.padEnd(6)} ${what}`);
  }
}
