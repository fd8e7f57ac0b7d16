import { StepError } from '../../errors';
import type { Outcome, StepContext, StepItem } from '../../steps/define';
import { callingOf, openAccount } from '../account';
import { shopApiNamed } from '../accounts';
import { type LoadedKind, loadHistory } from './load';

export interface LoadValues {
  /** The way into the shop. */
  shop: string;
  source: string;
}

/**
 * Record Event, loading: takes in the history of the shop whose account is chosen. The item leaves by `recorded` with
 * what was loaded.
 */
export async function loadShops(
  items: readonly StepItem<LoadValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [item, { json, values }] of items.entries()) {
    try {
      const loaded = await loadShop(values, context);
      outcomes.push({
        item,
        output: 'recorded',
        json: { ...json, loaded: { shop: values.shop, ...told(loaded) } },
      });
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      outcomes.push({ item, error });
    }
  }
  return outcomes;
}

async function loadShop({ shop, source }: LoadValues, context: StepContext): Promise<LoadedKind[]> {
  const { store, log, place } = context;
  const { history } = await openAccount(shopApiNamed(shop), context);
  let told = '';
  return loadHistory(
    history,
    { store, ...callingOf(context) },
    {
      api: shop,
      source,
      shared: true,
      onState: ({ kind, done, total }) => {
        if (kind !== told)
          log.info(`${place.title}: loading ${kind} of ${shop}, ${done} of ${total ?? 'unknown'} done`);
        told = kind;
      },
    },
  );
}

const told = (loaded: readonly LoadedKind[]) =>
  Object.fromEntries(
    loaded.map(({ kind, done, finishedBefore }) => [kind, { count: done, before: finishedBefore !== null }]),
  );
