import { randomUUID } from 'node:crypto';
import { StepError } from '../../errors';
import { type BatchAnswer, ShopError } from '../../shops/account';
import type { StepContext } from '../../steps/define';
import { dropLease, holdLease, type Lease } from '../../store';
import type { ShopDesk } from '../desks';
import { CLAIM, leaseOf } from '../shop';
import { type BatchPlan, beginBatch, nextCodes, noteAnswer, type PoolBatch, termsIn } from './batches';

/** What a batch is made with. */
interface Maker {
  /** How the codes look. */
  pattern: string;
  desk: ShopDesk;
  context: StepContext;
}

/** Rounds in a row of which nothing came: all codes were taken. */
const MOST_IDLE = 5;
/** How often it is told, on the way, how many are made. */
const TIMES_TOLD = 20;

/**
 * Makes the codes of a batch in the shop, each round with what came of it in the store before the next. One process at a
 * time does. Throws `StepError` where the shop does not go on; what is made by then stays, and another run goes on there.
 */
export async function fillBatch(plan: BatchPlan, maker: Maker): Promise<{ made: number; before: number }> {
  const { desk, context } = maker;
  return alone(leasesOf(plan, desk), context, async (keep) => {
    let batch = await beginBatch(context.store, plan);
    const before = batch.made;
    for (let idle = 0, told = before; batch.made < batch.wanted;) {
      context.signal?.throwIfAborted();
      await keep();
      const { made } = batch;
      batch = await makeSome(batch, maker);
      idle = batch.made > made ? 0 : idle + 1;
      if (idle === MOST_IDLE) throw exhausted(batch, maker);
      if (batch.made - told < batch.wanted / TIMES_TOLD) continue;
      context.log.info(
        `${context.place.title}: ${batch.made} of ${batch.wanted} codes of “${plan.name}” are made`,
      );
      told = batch.made;
    }
    return { made: batch.made, before };
  });
}

async function makeSome(batch: PoolBatch, { pattern, desk, context }: Maker): Promise<PoolBatch> {
  const codes = await nextCodes(context, batch, { pattern, most: desk.coupons.largestBatch });
  return codes.length === 0 ? batch : noteAnswer(context.store, batch, await ask(batch, codes, desk));
}

async function ask(batch: PoolBatch, codes: readonly string[], { coupons }: ShopDesk): Promise<BatchAnswer> {
  try {
    return await coupons.createBatch({ terms: termsIn(batch), codes, reference: batch.reference });
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
    throw new StepError(`${batch.made} of ${batch.wanted} codes are made, then: ${error.message}`, {
      advice: `${error.advice ?? ''} Run the item again: it goes on there, and makes nothing twice.`.trim(),
    });
  }
}

const exhausted = ({ made, wanted }: PoolBatch, { pattern }: Maker) =>
  new StepError(
    `${made} of ${wanted} codes are made; of those that look like ${pattern}, hardly any is left.`,
    {
      parameter: 'pattern',
      advice: 'Give the pattern more #, and run the item again: it goes on there.',
    },
  );

function leasesOf({ pool, name }: BatchPlan, desk: ShopDesk): Lease[] {
  const own = { name: `codes of ${pool}: ${name}`, holder: randomUUID(), span: CLAIM };
  return desk.coupons.serial ? [own, leaseOf(desk, own.holder)] : [own];
}

/** Runs what one process at a time may do. `keep` holds the leases on: they are this run's for no longer than one call takes. */
async function alone<T>(
  leases: readonly Lease[],
  { store, clock }: StepContext,
  run: (keep: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const keep = async () => {
    for (const lease of leases) if (!(await holdLease(store, lease, clock.now()))) throw atWork();
  };
  try {
    await keep();
    return await run(keep);
  } finally {
    for (const lease of leases) await dropLease(store, lease);
  }
}

const atWork = () =>
  new StepError('Another run is making coupons in this shop.', {
    advice: 'Run the item again once it has finished: what is made by then stays.',
  });
