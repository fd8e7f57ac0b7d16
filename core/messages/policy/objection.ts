import type { Reason } from '../reasons';

/** A message about to be written. */
export interface Candidate {
  /** Whether the person has asked for no more marketing, and this is some. */
  unsubscribed: boolean;
  /** The address as the shop told it; '' for none. */
  given: string;
  /** The address normalised; undefined for what is none. */
  address: string | undefined;
  /** True when two contacts became one and the person's other passage goes on. */
  ended: boolean;
}

type Rule = (candidate: Candidate) => Reason | undefined;

/** Who gets no message, as far as that is known without the store. The first rule that objects gives the reason. */
const rules: readonly Rule[] = [
  ({ ended }) => (ended ? 'merged' : undefined),
  ({ unsubscribed }) => (unsubscribed ? 'unsubscribed' : undefined),
  ({ given }) => (given === '' ? 'no_address' : undefined),
  ({ address }) => (address === undefined ? 'bad_address' : undefined),
];

/** Why the candidate gets no message; undefined when nothing speaks against it. */
export function objection(candidate: Candidate): Reason | undefined {
  for (const rule of rules) {
    const reason = rule(candidate);
    if (reason) return reason;
  }
  return undefined;
}
