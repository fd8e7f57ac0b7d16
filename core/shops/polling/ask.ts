import type { StepContext } from '../../steps/define';
import type { ShopChanges } from '../account';
import { type IntakeValues, takeWithin } from '../intake';
import { type Asked, loadPosition, type Position, savePosition } from './cursor';

/** What asking a shop needs of a step's context. */
export type Asking = Pick<StepContext, 'store' | 'clock' | 'place' | 'signal'>;

/**
 * Asks a shop what has changed since it was asked last, until there is nothing more, and takes each answer in as the
 * trigger's webhooks are, in one transaction with up to where the shop was asked. Answers how many events there were.
 * Throws `ShopError` and `StoreError`.
 */
export async function askForChanges(
  changes: ShopChanges,
  asked: Asked,
  values: IntakeValues,
  context: Asking,
): Promise<number> {
  let events = 0;
  for (let position = await loadPosition(context.store, asked); ;) {
    context.signal?.throwIfAborted();
    const page = await changes.since(position.cursor, asked.source);
    const cursor = page.next ?? position.cursor;
    const isEnd = page.next === null || page.next === position.cursor || isEmpty(page);
    if (!(await take(page, { asked, position, cursor }, values, context))) return events;
    events += page.events.length;
    if (isEnd) return events;
    position = { cursor, asks: position.asks + 1 };
  }
}

type Page = Awaited<ReturnType<ShopChanges['since']>>;

const isEmpty = ({ events, products }: Page): boolean => events.length + products.length === 0;

/** False when another process took the answer in. */
async function take(
  page: Page,
  { asked, position, cursor }: { asked: Asked; position: Position; cursor: string | null },
  values: IntakeValues,
  context: Asking,
): Promise<boolean> {
  const { store, clock } = context;
  return store.write(async (work) => {
    if (!(await savePosition(work, asked, position, { cursor, now: clock.now() }))) return false;
    await takeWithin(work, page, values, context);
    return true;
  });
}
