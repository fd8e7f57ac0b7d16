// Builds segments and dies in the middle of its second page.
import { startKeeper } from '../../core/segments/membership';
import { openStore, type Store } from '../../core/store';
import { quiet } from '../support/context';

async function main(place = '', now = ''): Promise<void> {
  const opened = await openStore(place);
  setInterval(() => undefined, 60_000);
  let writes = 0;
  const store: Store = {
    ...opened,
    write: (work) =>
      opened.write(async (transaction) => {
        const result = await work(transaction);
        writes += 1;
        // The first write takes the lease.
        if (writes === 3) process.kill(process.pid, 'SIGKILL');
        return result;
      }),
  };
  startKeeper({ store, log: quiet, clock: { now: () => Number(now) } });
}

void main(process.argv[2], process.argv[3]);
