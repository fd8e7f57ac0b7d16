// Loads a shop's history and dies in the middle, after so many transactions.
import { openStore, type Store } from '../../core/store';
import { loadHistory } from '../../core/shops/backfill';
import { HistoryOfShop } from './support/history';

async function main(place = '', count = '', now = '', writes = ''): Promise<void> {
  const opened = await openStore(place);
  let done = 0;
  const store: Store = {
    ...opened,
    write: (work) =>
      opened.write(async (transaction) => {
        const result = await work(transaction);
        done += 1;
        if (done === Number(writes)) process.kill(process.pid, 'SIGKILL');
        return result;
      }),
  };
  await loadHistory(
    new HistoryOfShop(Number(count)),
    { store, clock: { now: () => Number(now) }, pause: () => Promise.resolve() },
    { api: 'test', source: 'shop' },
  );
}

void main(...process.argv.slice(2));
