// Raises a counter again and again, reading it first: two of these that did not take turns would lose counts.
import { openStore } from '../../core/store';

async function main(place = '', times = ''): Promise<void> {
  const store = await openStore(place);
  console.log('open');
  for (let i = 0; i < Number(times); i += 1) {
    await store.write(async (work) => {
      await store.lockIdentities(work);
      const { next } = await work
        .selectFrom('counter')
        .where('name', '=', 'contact')
        .select('next')
        .executeTakeFirstOrThrow();
      await work
        .updateTable('counter')
        .set({ next: next + 1 })
        .where('name', '=', 'contact')
        .execute();
    });
  }
  await store.close();
}

void main(process.argv[2], process.argv[3]);
