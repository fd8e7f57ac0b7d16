import { openStore } from '../core/store';
import { type HeldAtStep, listHeld } from '../core/waits';

/** A running node shows itself every few seconds. */
const GONE_AFTER = 120_000;

function told(
  { key, title, host, workflow, waiting, aside, fault, seenAt }: HeldAtStep,
  now: number,
): string {
  const gone = now - seenAt > GONE_AFTER ? `  no node has asked since ${new Date(seenAt).toISOString()}` : '';
  const failed = aside > 0 ? `  ${aside} kept aside: ${fault ?? 'unknown reason'}` : '';
  return `${key}\n  “${title}” in ${host} ${workflow}: ${waiting} waiting${failed}${gone}`;
}

/** Lists the steps that hold people. `place`: of the store. */
export async function listWaits(place: string): Promise<void> {
  const store = await openStore(place);
  try {
    const held = await listHeld(store);
    console.log(
      held.length === 0 ? 'Nobody is waiting.' : held.map((step) => told(step, Date.now())).join('\n'),
    );
  } finally {
    await store.close();
  }
}
