// Keeps the segments of a store until nothing is due.
import { startKeeper } from '../../core/segments/membership';
import { openStore } from '../../core/store';
import { quiet } from '../support/context';

async function main(place = '', now = ''): Promise<void> {
  const store = await openStore(place);
  const keeper = startKeeper({ store, log: quiet, clock: { now: () => Number(now) } });
  await keeper.settled();
  await keeper.stop();
  await store.close();
}

void main(process.argv[2], process.argv[3]);
