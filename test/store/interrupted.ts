// Writes, says so, and never commits.
import { openStore } from '../../core/store';

async function main(place = ''): Promise<void> {
  const store = await openStore(place);
  const forever = setInterval(() => undefined, 60_000);
  await store.write(async (work) => {
    await work.updateTable('counter').set({ next: 99 }).execute();
    console.log('written');
    await new Promise(() => undefined);
  });
  clearInterval(forever);
}

void main(process.argv[2]);
