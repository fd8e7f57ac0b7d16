import type { Outcome, StepContext } from '../steps/define';
import { conclude } from './conclude';
import { decide, type Decided, isSent } from './decide';
import { outcomeOf } from './fate';
import { Carrier } from './hand';
import type { Plan } from './plan';

/** Messages that are decided in one transaction. */
const SLICE = 500;
/** Of these, messages for providers: of three times as many at most a crash leaves the fate in doubt. */
const SENT_SLICE = 50;

/**
 * Enters, sends and settles messages; each group are the items with one key, which stand for one message. While some are
 * on their way, the next are decided. Who is held has no outcome.
 */
export async function carryOut(groups: readonly Plan[][], context: StepContext): Promise<Outcome[]> {
  const carrier = new Carrier();
  const outcomes: Outcome[] = [];
  let underWay: Promise<Outcome[]> = Promise.resolve([]);
  try {
    for (const slice of slicesOf(groups)) {
      context.signal?.throwIfAborted();
      const decided = await decide(slice.flatMap(firstOf), context);
      const before = underWay;
      underWay = finish(slice, decided, carrier, context);
      // A failure is heard of below, when the next are decided.
      underWay.catch(() => undefined);
      outcomes.push(...(await before));
    }
  } finally {
    // Whatever ends the batch, what is on its way is written down.
    outcomes.push(...(await underWay));
  }
  return outcomes;
}

function* slicesOf(groups: readonly Plan[][]): Generator<Plan[][]> {
  let slice: Plan[][] = [];
  let sent = 0;
  for (const group of groups) {
    slice.push(group);
    sent += firstOf(group).filter(isSent).length;
    if (slice.length < SLICE && sent < SENT_SLICE) continue;
    yield slice;
    slice = [];
    sent = 0;
  }
  if (slice.length > 0) yield slice;
}

const firstOf = (group: readonly Plan[]): Plan[] => group.slice(0, 1);

async function finish(
  slice: readonly Plan[][],
  { going, fates }: Decided,
  carrier: Carrier,
  context: StepContext,
): Promise<Outcome[]> {
  const concluded = await conclude(await carrier.hand(going), context);
  return slice.flatMap((group) => {
    const [first] = group;
    const fate = first && (concluded.has(first) ? concluded.get(first) : fates.get(first));
    return fate ? group.map((plan) => outcomeOf(plan, fate)) : [];
  });
}
